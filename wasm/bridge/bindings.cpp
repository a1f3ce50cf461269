// What JavaScript sees of the module, and nothing else. Sessions are integers: a late call with an
// old number does nothing.
#include <emscripten/bind.h>
#include <emscripten/em_js.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bridge/convert.hpp"
#include "bridge/runner.hpp"

EM_JS_DEPS(ring_bindings, "$count_emval_handles");
EM_JS(int, ring_handle_count, (), { return count_emval_handles(); });

namespace ring::bridge {
namespace {

struct Entry {
  int id;
  std::unique_ptr<Runner> runner;
};

std::vector<Entry>& sessions() {
  static std::vector<Entry> entries;
  return entries;
}

Runner* find(int id) {
  for (Entry& entry : sessions()) {
    if (entry.id == id) return entry.runner.get();
  }
  return nullptr;
}

void forget_if_finished(int id) {
  std::erase_if(sessions(),
                [&](const Entry& entry) { return entry.id == id && entry.runner->finished(); });
}

int create(const ConfigObject& config, const PortsObject& ports) {
  static int last_id = 0;
  const int id = ++last_id;
  sessions().push_back({id, std::make_unique<Runner>(id, to_config(config), Ports(ports))});
  return id;
}

void post(int id, Event event) {
  if (Runner* runner = find(id)) runner->post(std::move(event));
}

/// Other sessions of the page that want to start, too.
int ahead_of(int id) {
  return static_cast<int>(std::count_if(
      sessions().begin(), sessions().end(),
      [id](const Entry& entry) { return entry.id != id && entry.runner->is_asking(); }));
}

void open(int id, bool online) { post(id, OpenRequested{ahead_of(id), online}); }
void prepare(int id) { post(id, PrepareRequested{}); }
void close(int id) { post(id, CloseRequested{}); }
void extend(int id, double ms) { post(id, ExtendRequested{to_millis(ms)}); }
void rename_endpoint(int id, const std::string& url) {
  if (Runner* runner = find(id)) runner->rename_endpoint(url);
}
void page_left(int id) { post(id, PageLeft{}); }
void page_returned(int id) { post(id, PageReturned{ahead_of(id)}); }
void network_changed(int id, bool online) { post(id, NetworkChanged{online}); }
void viewer_removed(int id) { post(id, ViewerRemoved{}); }
void viewer_returned(int id) { post(id, ViewerReturned{}); }

void frame_shown(int id, int attempt, int width, int height) {
  post(id, FrameShown{static_cast<AttemptNumber>(attempt), width, height});
}

void presence_changed(int id, bool page_visible, bool on_screen, bool in_picture) {
  post(id, PresenceChanged{{page_visible, on_screen, in_picture}, ahead_of(id)});
}

NoticeList drain(int id) {
  Runner* runner = find(id);
  NoticeList notices = to_js(runner == nullptr ? std::vector<Notice>{} : runner->drain());
  forget_if_finished(id);
  return notices;
}

/// Empty for a session that is gone.
std::string record(int id) {
  const Runner* runner = find(id);
  return runner == nullptr ? "" : runner->record();
}

StatsPromise stats(int id, int attempt) {
  Runner* runner = find(id);
  return StatsPromise(runner == nullptr ? val::undefined()
                                        : runner->stats(static_cast<AttemptNumber>(attempt)));
}

int sessions_used(int id) {
  const Runner* runner = find(id);
  return runner == nullptr ? 0 : runner->use().sessions;
}

double camera_time(int id) {
  const Runner* runner = find(id);
  return runner == nullptr ? 0 : static_cast<double>(runner->use().time.count);
}

void destroy(int id) {
  if (Runner* runner = find(id)) runner->abandon();
  forget_if_finished(id);
}

int viewing_count() { return static_cast<int>(sessions().size()); }
/// JavaScript values that C++ holds: none may be left behind by a session (tests/bridge).
int handle_count() { return ring_handle_count(); }

/// Where every hook leads.
void tell(int id, int attempt, int what, val value) {
  if (Runner* runner = find(id)) {
    runner->called_back(static_cast<AttemptNumber>(attempt), static_cast<Callback>(what), value);
  }
  forget_if_finished(id);
}

}  // namespace
}  // namespace ring::bridge

EMSCRIPTEN_BINDINGS(ring_live) {
  using namespace emscripten;
  using namespace ring::bridge;
  register_types();
  function("create(config, ports)", &create);
  function("open(id, online)", &ring::bridge::open);
  function("prepare(id)", &prepare);
  function("close(id)", &ring::bridge::close);
  function("extend(id, ms)", &ring::bridge::extend);
  function("presence_changed(id, page_visible, on_screen, in_picture)", &presence_changed);
  function("rename_endpoint(id, url)", &rename_endpoint);
  function("page_left(id)", &page_left);
  function("page_returned(id)", &page_returned);
  function("network_changed(id, online)", &network_changed);
  function("viewer_removed(id)", &viewer_removed);
  function("viewer_returned(id)", &viewer_returned);
  function("frame_shown(id, attempt, width, height)", &frame_shown);
  function("drain(id)", &drain);
  function("record(id)", &record);
  function("stats(id, attempt)", &stats);
  function("sessions_used(id)", &sessions_used);
  function("camera_time(id)", &camera_time);
  function("destroy(id)", &destroy);
  function("viewing_count()", &viewing_count);
  function("handle_count()", &handle_count);
  function("tell(id, attempt, what, value)", &tell);
}
