// H.264 for the Firefox of the tests. A user's Firefox fetches Cisco's OpenH264 when it first
// starts; Debian's comes without it, and a machine that builds may fetch nothing. This lets Firefox
// load the same decoder as Debian packages it.

#include "plugin_interface.hpp"

#include <wels/codec_api.h>
#include <array>
#include <cstring>
#include <string_view>

namespace {

using gecko::Result;

void destroy(ISVCDecoder* decoder) {
  if (decoder == nullptr) return;
  decoder->Uninitialize();
  WelsDestroyDecoder(decoder);
}

ISVCDecoder* create() {
  ISVCDecoder* decoder = nullptr;
  if (WelsCreateDecoder(&decoder) != 0) return nullptr;
  SDecodingParam how{};
  how.eEcActiveIdc = ERROR_CON_SLICE_MV_COPY_CROSS_IDR_FREEZE_RES_CHANGE;  // as Firefox's own: lost
                                                                           // slices are made up
  how.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
  if (decoder->Initialize(&how) == 0) return decoder;
  destroy(decoder);
  return nullptr;
}

/// Decodes in the call, on the plugin's only thread: a test shows few pictures at once.
class Decoder final : public gecko::Decoder {
 public:
  explicit Decoder(gecko::Host* host) : host_(host) {}
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  void init(const gecko::VideoCodec& /*codec*/, const std::uint8_t* /*parameters*/,
            std::uint32_t /*parameters_size*/, gecko::DecoderCallback* callback,
            std::int32_t /*cores*/) override {
    callback_ = callback;
    decoder_ = create();
    if (decoder_ == nullptr) callback_->failed(Result::kGeneric);
  }

  void decode(gecko::EncodedFrame* frame, bool /*frames_are_missing*/,
              const std::uint8_t* /*codec_info*/, std::uint32_t /*codec_info_size*/,
              std::int64_t /*render_time*/) override {
    if (decoder_ != nullptr) show(*frame);
    frame->destroy();
  }

  void reset() override { callback_->was_reset(); }
  void drain() override { callback_->drained(); }
  void done() override { delete this; }

 private:
  ~Decoder() override { destroy(decoder_); }

  void show(gecko::EncodedFrame& frame) {
    constexpr std::array<std::uint8_t, 4> start_code{0, 0, 0, 1};
    if (frame.size() <= start_code.size()) return callback_->failed(Result::kDecode);
    std::memcpy(frame.buffer(), start_code.data(), start_code.size());

    std::array<std::uint8_t*, 3> planes{};
    SBufferInfo picture{};
    picture.uiInBsTimeStamp = frame.timestamp();
    const auto size = static_cast<int>(frame.size());
    const auto state = decoder_->DecodeFrameNoDelay(frame.buffer(), size, planes.data(), &picture);
    if (state != dsErrorFree) return callback_->failed(Result::kDecode);
    if (picture.iBufferStatus != 1) return callback_->input_exhausted();
    hand_over(frame, planes, picture);
  }

  void hand_over(gecko::EncodedFrame& from, const std::array<std::uint8_t*, 3>& planes,
                 const SBufferInfo& picture) {
    gecko::Frame* frame = nullptr;
    if (host_->create_frame(gecko::FrameFormat::kI420, &frame) != Result::kOk) return;
    auto* shown = static_cast<gecko::I420Frame*>(frame);
    const auto& [width, height, format, stride] = picture.UsrData.sSystemBuffer;
    const int luma = stride[0] * height;
    const int chroma = stride[1] * height / 2;
    shown->create(luma, planes[0], chroma, planes[1], chroma, planes[2], width, height, stride[0],
                  stride[1], stride[1]);
    shown->set_timestamp(from.timestamp());
    shown->set_updated_timestamp(picture.uiOutYuvTimeStamp);
    shown->set_duration(from.duration());
    callback_->decoded(shown);
  }

  gecko::Host* host_;
  gecko::DecoderCallback* callback_ = nullptr;
  ISVCDecoder* decoder_ = nullptr;
};

}  // namespace

// The three functions that Firefox looks for, by name.
extern "C" {

Result GMPInit(const void* /*platform*/) { return Result::kOk; }

Result GMPGetAPI(const char* name, void* host, void** plugin) {
  if (name != std::string_view("decode-video")) return Result::kNotImplemented;
  *plugin = new Decoder(static_cast<gecko::Host*>(host));
  return Result::kOk;
}

void GMPShutdown() {}
}
