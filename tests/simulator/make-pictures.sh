#!/bin/sh
# Makes tests/fixtures/pictures: small files as people bring them along, some of which cannot be shown live.
#
# Needs Debian's ffmpeg. Only for whoever changes them; the tests do not.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${PICTURES_DIR:-$here/../fixtures/pictures}

make() { # seconds, options and file
  seconds=$1
  shift
  ffmpeg -hide_banner -loglevel error -y -f lavfi -i testsrc2=size=96x64:rate=25 -f lavfi -i sine \
    -t "$seconds" -fflags +bitexact -flags:v +bitexact -flags:a +bitexact "$@"
}
x264="-map 0:v -c:v libx264 -pix_fmt yuv420p -bf 0 -g 10 -crf 48"
bare="-bsf:v filter_units=remove_types=6"

make 0.8 $x264 -map 1:a -c:a aac -b:a 8k $bare "$out/with-sound.mp4"
make 0.6 $x264 -movflags +frag_keyframe+empty_moov $bare "$out/fragmented.mp4"
# 40 ms for ten frames, then 80 ms.
make 1 $x264 -vf "setpts='if(lt(N,10),N,2*N-10)/25/TB'" -fps_mode vfr $bare "$out/uneven.mp4"
make 0.4 $x264 -x264-params slices=3:aud=1 $bare "$out/slices.h264"
make 0.4 $x264 -bf 2 $bare "$out/b-frames.mp4"
make 0.2 $x264 -pix_fmt yuv422p $bare "$out/four-two-two.mp4"
make 0.2 $x264 -pix_fmt yuv420p10le $bare "$out/ten-bits.mp4"
make 0.2 $x264 -flags:v +bitexact+ilme+ildct $bare "$out/interlaced.mp4"
make 0.1 -map 0:v -c:v libx265 -x265-params log-level=none:info=0 "$out/hevc.mp4"
make 0.2 -map 1:a -c:a aac -b:a 8k "$out/sound.mp4"
ls -l "$out"
