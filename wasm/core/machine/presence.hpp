// Who can see the picture.
#pragma once

namespace ring {

struct Presence {
  bool page_visible = true;  ///< The tab is in front.
  bool on_screen = true;     ///< Not scrolled away.
  bool in_picture = false;   ///< In picture-in-picture: seen whatever the others say.

  bool operator==(const Presence&) const = default;
};

}  // namespace ring
