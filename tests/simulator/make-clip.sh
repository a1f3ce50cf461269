#!/bin/sh
# Makes the clips that the simulated camera plays: tests/fixtures/front-door-{baseline,high}.h264 and front-door-vp8.ivf
#
# Needs Debian's ffmpeg and fonts-dejavu-core. Only for whoever changes the scene; the tests need neither.
# One scene, three recordings: the service picks the H.264 profile from the offer, and VP8 is for browsers without H.264.
set -eu

width=1280
height=720
rate=15
seconds=${CLIP_SECONDS:-8}
crf=${CLIP_CRF:-33}
vp8_crf=${CLIP_VP8_CRF:-40}
vp8_rate=${CLIP_VP8_RATE:-190k}
strip=16 # one macroblock row, and each cell five macroblocks wide: no block holds two cells, so none blurs

here=$(cd "$(dirname "$0")" && pwd)
out=${CLIP_DIR:-$here/../fixtures}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/scene.svg" <<'SVG'
<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720" viewBox="0 0 1280 720">
  <rect width="1280" height="720" fill="#cfe8f5"/>
  <rect width="1280" height="250" fill="#b5dcf1"/>
  <rect width="1280" height="130" fill="#9dd0ec"/>
  <circle cx="1050" cy="118" r="52" fill="#ffe9a8"/>
  <path d="M0 380 Q 220 255 470 352 T 900 332 T 1280 372 V 480 H 0 Z" fill="#a9cfae"/>
  <path d="M0 410 Q 300 330 620 402 T 1280 396 V 500 H 0 Z" fill="#8fbf94"/>
  <g fill="#d7b98c"><rect x="150" y="318" width="170" height="104"/></g>
  <path d="M134 322 L 235 252 L 336 322 Z" fill="#b5654a"/>
  <g fill="#f4f0e4"><rect x="174" y="346" width="34" height="34"/><rect x="262" y="346" width="34" height="34"/></g>
  <rect x="220" y="366" width="30" height="56" fill="#7a5a43"/>
  <rect y="420" width="1280" height="300" fill="#7db76c"/>
  <rect y="516" width="1280" height="204" fill="#72ad62"/>
  <path d="M560 420 L 640 420 L 880 720 L 400 720 Z" fill="#ddd3c0"/>
  <path d="M545 470 H 680 L 690 484 H 536 Z M 504 556 H 737 L 750 572 H 490 Z M 452 656 H 810 L 826 676 H 436 Z" fill="#cdc1aa"/>
  <g fill="#fbf8f0">
    <rect x="0" y="394" width="548" height="9"/><rect x="0" y="424" width="548" height="9"/>
    <rect x="656" y="394" width="624" height="9"/><rect x="656" y="424" width="624" height="9"/>
    <path d="M24 380h14v66h-14z M112 380h14v66h-14z M200 380h14v66h-14z M288 380h14v66h-14z M376 380h14v66h-14z M464 380h14v66h-14z M536 372h18v76h-18z"/>
    <path d="M650 372h18v76h-18z M740 380h14v66h-14z M828 380h14v66h-14z M916 380h14v66h-14z M1004 380h14v66h-14z M1092 380h14v66h-14z M1180 380h14v66h-14z M1264 380h14v66h-14z"/>
  </g>
  <rect x="1082" y="300" width="28" height="136" fill="#8a6a4d"/>
  <circle cx="1096" cy="250" r="92" fill="#5d9c5a"/><circle cx="1034" cy="292" r="58" fill="#68a763"/><circle cx="1160" cy="288" r="62" fill="#549150"/>
  <g fill="#5d9c5a"><circle cx="60" cy="470" r="52"/><circle cx="128" cy="482" r="40"/><circle cx="4" cy="486" r="44"/></g>
  <g fill="#e8798a"><circle cx="46" cy="452" r="8"/><circle cx="84" cy="470" r="8"/><circle cx="124" cy="472" r="7"/><circle cx="22" cy="484" r="7"/></g>
  <path d="M0 704 V 0 H 26 V 704 Z" fill="#efe7d8"/><path d="M26 0 H 36 V 704 H 26 Z" fill="#d9cdb8"/>
  <path d="M1254 704 V 0 H 1280 V 704 Z" fill="#efe7d8"/><path d="M1244 0 H 1254 V 704 H 1244 Z" fill="#d9cdb8"/>
  <rect x="60" y="64" width="486" height="46" rx="10" fill="#22333b"/>
  <rect x="60" y="118" width="300" height="46" rx="10" fill="#22333b"/>
</svg>
SVG

cat >"$work/balloon.svg" <<'SVG'
<svg xmlns="http://www.w3.org/2000/svg" width="112" height="160" viewBox="0 0 112 160">
  <path d="M56 4 C 100 4 112 44 104 68 C 98 90 78 104 70 118 H 42 C 34 104 14 90 8 68 C 0 44 12 4 56 4 Z" fill="#e4674f"/>
  <path d="M56 4 C 76 4 84 44 80 68 C 77 90 68 104 64 118 H 48 C 44 104 35 90 32 68 C 28 44 36 4 56 4 Z" fill="#f7c65b"/>
  <path d="M44 118 L 46 134 M 68 118 L 66 134" stroke="#6b4a35" stroke-width="3"/>
  <rect x="42" y="133" width="28" height="20" rx="4" fill="#8a5f43"/>
</svg>
SVG

cat >"$work/mower.svg" <<'SVG'
<svg xmlns="http://www.w3.org/2000/svg" width="104" height="56" viewBox="0 0 104 56">
  <path d="M6 40 C 6 18 26 6 56 6 C 84 6 98 20 98 40 Z" fill="#35506b"/>
  <path d="M22 24 C 34 13 52 12 66 14 L 60 24 Z" fill="#9fc3d9"/>
  <circle cx="28" cy="40" r="14" fill="#1e2a33"/><circle cx="28" cy="40" r="6" fill="#f0b64a"/>
  <circle cx="78" cy="42" r="11" fill="#1e2a33"/><circle cx="78" cy="42" r="4" fill="#f0b64a"/>
</svg>
SVG

# Every motion has the clip's length as its period, so that the loop has no seam.
label="font='DejaVu Sans':fontsize=28:fontcolor=white"
scene="
[1:v]format=rgba[balloon];[2:v]format=rgba[mower];
[0:v][balloon]overlay=x='800+40*sin(2*PI*t/$seconds)':y='96+22*cos(2*PI*t/$seconds)':format=rgb[a];
[a][mower]overlay=x='-104+(W+104)*t/$seconds':y=590:format=rgb,
drawtext=$label:x=78:y=72:text='Front door (simulated camera)',
drawtext=font='DejaVu Sans Mono':fontsize=28:fontcolor=white:x=78:y=126:text='08\\:30\\:%{eif\\:t\\:d\\:2}  #%{eif\\:n\\:d\\:4}',
scale=out_color_matrix=bt709:out_range=tv,format=yuv420p[picture];
[3:v]format=yuv420p,geq=
lum='16+219*if(eq(X,0),1,if(eq(X,15),0,if(eq(X,13),1-mod(N,2),if(eq(X,14),
mod(bitand(N,1)+bitand(N,2)/2+bitand(N,4)/4+bitand(N,8)/8+bitand(N,16)/16+bitand(N,32)/32+bitand(N,64)/64+bitand(N,128)/128+bitand(N,256)/256+bitand(N,512)/512+bitand(N,1024)/1024+bitand(N,2048)/2048,2),
mod(floor(N/pow(2,12-X)),2)))))':cb=128:cr=128,
scale=$width:$strip:flags=neighbor[strip];
[picture][strip]overlay=x=0:y=$((height - strip)),setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"

record() { # options of the encoder, file
  ffmpeg -hide_banner -loglevel error -y \
    -loop 1 -framerate $rate -i "$work/scene.svg" -loop 1 -framerate $rate -i "$work/balloon.svg" \
    -loop 1 -framerate $rate -i "$work/mower.svg" -f lavfi -i "color=black:s=16x2:r=$rate" \
    -filter_complex "$(printf '%s' "$scene" | tr -d '\n')" -t "$seconds" -an -threads 1 "$@"
}

# -bf 0, -refs 1: no reordering, so a decoder shows each frame at once. Parameter sets are repeated before every
# IDR so that a viewer can join at any of them. SEI (type 6) only says which encoder made it.
record_h264() { # profile file
  record -c:v libx264 -profile:v "$1" -level 3.1 -preset veryslow -crf "$crf" -bf 0 -refs 1 \
    -x264-params "keyint=$rate:min-keyint=$rate:scenecut=0:repeat-headers=1:slices=1" \
    -bsf:v filter_units=remove_types=6 -f h264 "$2"
}

# Without alternate reference frames, for those are coded pictures that nobody gets to see.
record_vp8() { # file
  record -c:v libvpx -deadline best -cpu-used 0 -b:v "$vp8_rate" -crf "$vp8_crf" -g $rate -keyint_min $rate \
    -auto-alt-ref 0 -lag-in-frames 0 -fflags +bitexact -f ivf "$1"
}

record_h264 baseline "$out/front-door-baseline.h264"
record_h264 high "$out/front-door-high.h264"
record_vp8 "$out/front-door-vp8.ivf"
# What the camera has recorded before: its picture after two seconds.
ffmpeg -hide_banner -loglevel error -y -framerate $rate -i "$out/front-door-high.h264" \
  -vf "select=eq(n\,30),scale=640:-1" -frames:v 1 -q:v 9 "$out/front-door.jpg"
ls -l "$out"/front-door*
