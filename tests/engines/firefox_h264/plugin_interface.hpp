// What Firefox and a decoder that it loads (a "Gecko media plugin") call of each other. Only the
// order of the virtual functions and the types of their arguments matter to Firefox, so those that
// a decoder never calls have no arguments here.

#pragma once

#include <cstdint>

namespace gecko {

enum class Result : std::uint32_t { kOk = 0, kGeneric = 1, kNotImplemented = 4, kDecode = 7 };

enum class FrameFormat : std::uint32_t { kEncoded = 0, kI420 = 1 };

class Frame {
 public:
  virtual FrameFormat format() = 0;
  virtual void destroy() = 0;  // frees the frame

 protected:
  ~Frame() = default;
};

/// One access unit of H.264. Its first four bytes are a length in the machine's byte order; the
/// rest is Annex B.
class EncodedFrame : public Frame {
 public:
  virtual void create_empty() = 0;
  virtual void copy() = 0;
  virtual void set_width() = 0;
  virtual void width() = 0;
  virtual void set_height() = 0;
  virtual void height() = 0;
  virtual void set_timestamp() = 0;
  virtual std::uint64_t timestamp() = 0;  // microseconds
  virtual void set_duration() = 0;
  virtual std::uint64_t duration() const = 0;
  virtual void set_type() = 0;
  virtual void type() = 0;
  virtual void set_allocated() = 0;
  virtual void allocated() = 0;
  virtual void set_size() = 0;
  virtual std::uint32_t size() = 0;
  virtual void set_complete() = 0;
  virtual void complete() = 0;
  virtual const std::uint8_t* constant_buffer() const = 0;
  virtual std::uint8_t* buffer() = 0;

 protected:
  ~EncodedFrame() = default;
};

class I420Frame : public Frame {
 public:
  virtual void create_empty() = 0;
  /// Copies the planes, whose sizes and strides are in bytes.
  virtual Result create(std::int32_t y_size, const std::uint8_t* y, std::int32_t u_size,
                        const std::uint8_t* u, std::int32_t v_size, const std::uint8_t* v,
                        std::int32_t width, std::int32_t height, std::int32_t y_stride,
                        std::int32_t u_stride, std::int32_t v_stride) = 0;
  virtual void copy() = 0;
  virtual void swap() = 0;
  virtual void buffer() = 0;
  virtual void constant_buffer() const = 0;
  virtual void allocated() const = 0;
  virtual void stride() const = 0;
  virtual void set_width() = 0;
  virtual void set_height() = 0;
  virtual void width() const = 0;
  virtual void height() const = 0;
  virtual void set_timestamp(std::uint64_t microseconds) = 0;
  virtual void timestamp() const = 0;
  virtual void set_duration(std::uint64_t microseconds) = 0;
  virtual void duration() const = 0;
  virtual void is_empty() const = 0;
  virtual void reset() = 0;
  virtual void set_updated_timestamp(std::uint64_t microseconds) = 0;

 protected:
  ~I420Frame() = default;
};

class Host {
 public:
  virtual Result create_frame(FrameFormat format, Frame** frame) = 0;

 protected:
  ~Host() = default;
};

class DecoderCallback {
 public:
  virtual ~DecoderCallback() = default;
  virtual void decoded(I420Frame* frame) = 0;  // takes the frame
  virtual void received_reference_frame(std::uint64_t picture) = 0;
  virtual void received_frame(std::uint64_t picture) = 0;
  virtual void input_exhausted() = 0;
  virtual void drained() = 0;
  virtual void was_reset() = 0;
  virtual void failed(Result why) = 0;
};

struct VideoCodec;  // what the peers agreed on; a stream of H.264 says it itself

class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual void init(const VideoCodec& codec, const std::uint8_t* parameters,
                    std::uint32_t parameters_size, DecoderCallback* callback,
                    std::int32_t cores) = 0;
  /// Takes the frame.
  virtual void decode(EncodedFrame* frame, bool frames_are_missing, const std::uint8_t* codec_info,
                      std::uint32_t codec_info_size, std::int64_t render_time) = 0;
  virtual void reset() = 0;
  virtual void drain() = 0;
  virtual void done() = 0;  // the last call: the decoder frees itself
};

}  // namespace gecko
