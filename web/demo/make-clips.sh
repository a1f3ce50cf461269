#!/bin/sh
# Makes what the demo's cameras show beside the front door: web/demo/clips/*.h264, and a still of each.
#
# Needs Debian's ffmpeg and fonts-dejavu-core. Only for whoever changes a scene; the demo needs neither.
# Each is a drawing with one or two things that move, and small: 640 by 360, 6 s, 10 frames a second.
set -eu

width=640
height=360
rate=10
seconds=6

here=$(cd "$(dirname "$0")" && pwd)
out=${CLIP_DIR:-$here/clips}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

svg() { # file, width, height; the drawing comes on standard input
  {
    printf '<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s">' "$2" "$3" "$2" "$3"
    cat
    printf '</svg>'
  } >"$work/$1.svg"
}

# As the front door's clip: no reordering, parameter sets before every keyframe, one of those each second. Every motion
# has the clip's length as its period, so that the loop has no seam.
record() { # name, what it says, the moving things' names and places (name x y …)
  name=$1 says=$2
  shift 2
  inputs="-loop 1 -framerate $rate -i $work/$name.svg"
  graph="[0:v]format=rgba[base0];"
  count=0
  while [ $# -gt 0 ]; do
    inputs="$inputs -loop 1 -framerate $rate -i $work/$1.svg"
    next=$((count + 1))
    graph="$graph[$next:v]format=rgba[thing$next];[base$count][thing$next]overlay=x='$2':y='$3':format=rgb[base$next];"
    count=$next
    shift 3
  done
  font="font='DejaVu Sans':fontsize=15:fontcolor=white:box=1:boxcolor=black@0.55:boxborderw=6"
  graph="$graph[base$count]drawtext=$font:x=16:y=16:text='$says  %{eif\\:9+n/$rate/60\\:d\\:2}\\:41\\:%{eif\\:n/$rate\\:d\\:2}',
scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
  # shellcheck disable=SC2086 # the inputs are words
  ffmpeg -hide_banner -loglevel error -y $inputs -filter_complex "$(printf '%s' "$graph" | tr -d '\n')" \
    -t $seconds -an -threads 1 -c:v libx264 -profile:v baseline -level 3.0 -preset veryslow -crf 34 -bf 0 -refs 1 \
    -x264-params "keyint=$rate:min-keyint=$rate:scenecut=0:repeat-headers=1:slices=1" \
    -bsf:v filter_units=remove_types=6 -f h264 "$out/$name.h264"
  ffmpeg -hide_banner -loglevel error -y -framerate $rate -i "$out/$name.h264" -vf "select=eq(n\,25)" \
    -frames:v 1 -q:v 12 "$out/$name.jpg"
}

svg car-park $width $height <<'SVG'
  <rect width="640" height="360" fill="#6d747d"/>
  <path d="M0 0H640V62H0Z" fill="#86a86c"/><path d="M0 56H640V70H0Z" fill="#c9c6bd"/>
  <path d="M0 214H640V286H0Z" fill="#5f666f"/>
  <g stroke="#e9e6da" stroke-width="4"><path d="M40 74V206M136 74V206M232 74V206M328 74V206M424 74V206M520 74V206M616 74V206M40 292V360M136 292V360M232 292V360M328 292V360M424 292V360M520 292V360M616 292V360"/></g>
  <path d="M10 250H70M110 250H170M210 250H270M310 250H370M410 250H470M510 250H570" stroke="#e8c65a" stroke-width="5"/>
  <g><rect x="56" y="88" width="64" height="110" rx="16" fill="#b5413a"/><rect x="64" y="112" width="48" height="26" rx="6" fill="#22313c"/><rect x="66" y="162" width="44" height="16" rx="5" fill="#22313c"/></g>
  <g><rect x="248" y="84" width="64" height="112" rx="16" fill="#e8e6df"/><rect x="256" y="110" width="48" height="26" rx="6" fill="#2a3d4a"/><rect x="258" y="160" width="44" height="16" rx="5" fill="#2a3d4a"/></g>
  <g><rect x="440" y="90" width="64" height="108" rx="16" fill="#31608c"/><rect x="448" y="114" width="48" height="26" rx="6" fill="#1b2a36"/><rect x="450" y="164" width="44" height="16" rx="5" fill="#1b2a36"/></g>
  <g><rect x="344" y="304" width="64" height="80" rx="16" fill="#3d4147"/><rect x="352" y="326" width="48" height="24" rx="6" fill="#97b3c4"/></g>
  <g fill="#5c8a4a"><circle cx="90" cy="28" r="30"/><circle cx="560" cy="24" r="34"/><circle cx="330" cy="20" r="22"/></g>
SVG
svg car 118 62 <<'SVG'
  <rect y="2" width="116" height="58" rx="18" fill="#e0a526"/><rect x="34" y="9" width="20" height="44" rx="6" fill="#2b2f36"/>
  <rect x="80" y="10" width="20" height="42" rx="8" fill="#2b2f36"/><path d="M112 10h4v10h-4zM112 42h4v10h-4z" fill="#fff6c8"/>
SVG
record car-park 'Car park' car '-118+758*t/6' '218'

svg lobby $width $height <<'SVG'
  <rect width="640" height="360" fill="#ead9c0"/><path d="M0 236H640V360H0Z" fill="#b98d62"/>
  <path d="M0 236L640 236M0 276H640M0 322H640" stroke="#a67c53" stroke-width="3"/>
  <path d="M60 236L0 300M190 236L120 360M320 236V360M450 236L520 360M580 236L640 300" stroke="#a67c53" stroke-width="2"/>
  <rect x="52" y="60" width="120" height="176" fill="#8fb7c9"/><rect x="52" y="60" width="120" height="176" fill="none" stroke="#5c4633" stroke-width="8"/><path d="M112 60V236" stroke="#5c4633" stroke-width="6"/>
  <rect x="250" y="84" width="150" height="84" fill="#f7f1e4" stroke="#8a6d4f" stroke-width="5"/><path d="M262 150L300 108L330 136L352 118L388 152Z" fill="#6d9a84"/><circle cx="364" cy="104" r="9" fill="#e8b04a"/>
  <path d="M420 210H620V300H420Z" fill="#7a4f34"/><path d="M408 196H632V214H408Z" fill="#5c3a26"/><rect x="540" y="158" width="44" height="36" rx="4" fill="#2b3138"/><rect x="556" y="192" width="12" height="6" fill="#2b3138"/>
  <g><rect x="196" y="232" width="40" height="44" rx="6" fill="#d7d2c8"/><g fill="#4f8a55"><path d="M216 236C186 214 190 176 196 164C208 184 216 200 216 236ZM216 236C246 214 244 178 236 160C224 184 214 200 216 236ZM216 236C208 200 212 168 218 150C226 176 224 206 216 236Z"/></g></g>
  <circle cx="320" cy="22" r="16" fill="#fff3c9"/><circle cx="520" cy="22" r="16" fill="#fff3c9"/><circle cx="120" cy="22" r="16" fill="#fff3c9"/>
SVG
svg visitor 56 150 <<'SVG'
  <circle cx="28" cy="20" r="17" fill="#c98f68"/><path d="M11 16C12 0 44 0 45 16C36 10 20 10 11 16Z" fill="#3a2a20"/>
  <path d="M10 42C18 36 38 36 46 42L50 100H6Z" fill="#3d5f8a"/><path d="M12 98H28V148H14ZM30 98H46L44 148H30Z" fill="#2b3138"/>
SVG
record lobby 'Lobby' visitor '286+230*sin(2*PI*t/6)' '176+3*sin(12*PI*t/6)'

svg warehouse $width $height <<'SVG'
  <rect width="640" height="360" fill="#3f4852"/><path d="M0 250H640V360H0Z" fill="#8b8f94"/><path d="M0 300H640" stroke="#e5b93a" stroke-width="6" stroke-dasharray="34 20"/>
  <g fill="#d8dde2"><path d="M70 0H150V10H70ZM280 0H360V10H280ZM490 0H570V10H490Z"/></g>
  <g fill="#2f6fa3"><path d="M30 40H38V256H30ZM206 40H214V256H206ZM426 40H434V256H426ZM602 40H610V256H602Z"/></g>
  <g fill="#d9702e"><path d="M30 104H214V112H30ZM30 176H214V184H30ZM30 248H214V256H30ZM426 104H610V112H426ZM426 176H610V184H426ZM426 248H610V256H426Z"/></g>
  <g fill="#c79b63"><path d="M44 60H96V104H44ZM100 72H140V104H100ZM150 54H200V104H150ZM44 134H84V176H44ZM92 126H150V176H92ZM44 204H104V248H44ZM112 196H160V248H112ZM440 66H490V104H440ZM500 54H546V104H500ZM440 140H480V176H440ZM540 128H598V176H540ZM440 200H500V248H440ZM508 210H550V248H508ZM556 196H600V248H556Z"/></g>
  <g fill="#a87e49"><path d="M66 60H74V104H66ZM172 54H180V104H172ZM118 126H126V176H118ZM70 204H78V248H70ZM132 196H140V248H132ZM462 66H470V104H462ZM566 128H574V176H566ZM466 200H474V248H466Z"/></g>
  <path d="M250 70H390V250H250Z" fill="#59636e"/><path d="M250 100H390M250 130H390M250 160H390M250 190H390M250 220H390" stroke="#4a535d" stroke-width="4"/>
SVG
svg forklift 132 96 <<'SVG'
  <path d="M108 4H116V84H108Z" fill="#24292f"/><path d="M96 78H132V84H96Z" fill="#24292f"/><rect x="98" y="44" width="34" height="34" fill="#c79b63"/>
  <path d="M20 46H98V80H20Z" fill="#e5a021"/><path d="M34 6H92L98 46H34Z" fill="none" stroke="#24292f" stroke-width="6"/><circle cx="62" cy="24" r="9" fill="#c98f68"/><path d="M50 34H74V48H50Z" fill="#d9702e"/>
  <circle cx="36" cy="82" r="14" fill="#1b1f24"/><circle cx="86" cy="82" r="12" fill="#1b1f24"/><circle cx="36" cy="82" r="5" fill="#e5a021"/><circle cx="86" cy="82" r="4" fill="#e5a021"/>
SVG
record warehouse 'Warehouse' forklift '-132+772*t/6' '236'

svg garden $width $height <<'SVG'
  <rect width="640" height="360" fill="#7fb46a"/><path d="M0 0H640V96H0Z" fill="#bfe0ee"/><path d="M0 96C80 60 180 80 260 92S470 60 640 90V130H0Z" fill="#5d9455"/>
  <path d="M0 122H640V140H0Z" fill="#a9784e"/><g fill="#b9865a"><path d="M0 92H16V140H0ZM40 92H56V140H40ZM80 92H96V140H80ZM120 92H136V140H120ZM160 92H176V140H160ZM464 92H480V140H464ZM504 92H520V140H504ZM544 92H560V140H544ZM584 92H600V140H584ZM624 92H640V140H624Z"/></g>
  <ellipse cx="330" cy="252" rx="220" ry="74" fill="#d8cfae"/><ellipse cx="330" cy="250" rx="206" ry="66" fill="#4f97b8"/><ellipse cx="290" cy="236" rx="110" ry="24" fill="#63a8c6"/>
  <g fill="#3f7d46"><ellipse cx="442" cy="272" rx="28" ry="11"/><ellipse cx="400" cy="290" rx="22" ry="8"/><ellipse cx="200" cy="280" rx="24" ry="9"/></g><circle cx="442" cy="266" r="7" fill="#f1a6c4"/><circle cx="200" cy="275" r="6" fill="#f7e3ee"/>
  <g fill="#4c8447"><circle cx="70" cy="190" r="40"/><circle cx="30" cy="220" r="36"/><circle cx="590" cy="190" r="46"/></g>
  <g fill="#e65f5c"><circle cx="60" cy="176" r="6"/><circle cx="90" cy="196" r="6"/><circle cx="38" cy="214" r="6"/></g><g fill="#f5d04e"><circle cx="570" cy="178" r="6"/><circle cx="604" cy="200" r="6"/><circle cx="590" cy="162" r="6"/></g>
SVG
svg duck 62 44 <<'SVG'
  <path d="M4 26C10 40 44 44 54 26C46 28 40 22 36 20C24 16 12 20 4 26Z" fill="#f4efe2"/><circle cx="46" cy="14" r="11" fill="#2f7a55"/><path d="M55 12L62 16L55 19Z" fill="#e8a33a"/><circle cx="49" cy="11" r="2" fill="#101010"/><path d="M16 26C24 20 34 24 36 30C28 36 20 34 16 26Z" fill="#b9a98a"/>
SVG
record garden 'Garden' duck '300+120*cos(2*PI*t/6)' '222+26*sin(2*PI*t/6)'

svg pool $width $height <<'SVG'
  <rect width="640" height="360" fill="#e6dcc6"/><path d="M0 0H640V70H0Z" fill="#8cc3e0"/><path d="M0 58H640V80H0Z" fill="#4f8f5a"/>
  <g fill="#3f7d4c"><circle cx="40" cy="52" r="22"/><circle cx="110" cy="56" r="18"/><circle cx="220" cy="54" r="20"/><circle cx="420" cy="54" r="22"/><circle cx="540" cy="52" r="26"/><circle cx="620" cy="56" r="20"/></g>
  <path d="M90 130H560L630 330H20Z" fill="#f6f2e7"/><path d="M108 142H544L604 318H46Z" fill="#2fa7c9"/><path d="M108 142H544L550 160H102Z" fill="#2390b1"/>
  <g stroke="#7fd2e6" stroke-width="4" fill="none"><path d="M150 190Q180 180 210 190T270 190M330 210Q360 200 390 210T450 210M120 250Q160 238 200 250T280 250M360 272Q400 260 440 272T520 272"/></g>
  <g><path d="M24 110H84L96 150H30Z" fill="#d9684f"/><path d="M40 96H52V150H40Z" fill="#fff"/></g><path d="M560 90Q600 60 636 92L598 98Z" fill="#e8b04a"/><path d="M597 96H602V160H597Z" fill="#8a6d4f"/>
SVG
svg ring 88 52 <<'SVG'
  <ellipse cx="44" cy="28" rx="42" ry="22" fill="#e8474f"/><ellipse cx="44" cy="25" rx="20" ry="9" fill="#2fa7c9"/><path d="M6 20Q14 8 28 6L32 16Q24 18 22 24ZM60 6Q76 8 82 20L66 24Q64 18 56 16ZM20 42Q30 50 44 50V38Q36 38 30 34Z" fill="#fff"/>
SVG
record pool 'Pool' ring '276+150*sin(2*PI*t/6)' '206+40*cos(2*PI*t/6)'

svg lane $width $height <<'SVG'
  <rect width="640" height="360" fill="#15181b"/><path d="M0 0H170V270L0 360Z" fill="#2c3033"/><path d="M470 0H640V360L470 270Z" fill="#25292c"/><path d="M170 270H470L640 360H0Z" fill="#4a4f52"/><path d="M240 270H400L500 360H140Z" fill="#6a7073"/><path d="M290 270H350L400 360H240Z" fill="#8b9194"/>
  <g fill="#3d4245"><rect x="30" y="80" width="44" height="70"/><rect x="100" y="96" width="40" height="60"/><rect x="500" y="96" width="40" height="60"/></g><rect x="566" y="80" width="44" height="70" fill="#c9cfd1"/>
  <path d="M318 40H324V272H318Z" fill="#a3a9ab"/><path d="M300 34H342L334 50H308Z" fill="#d5dadb"/><circle cx="321" cy="56" r="12" fill="#ffffff"/><path d="M310 60L190 270H452L332 60Z" fill="#ffffff" opacity="0.10"/>
  <g><rect x="120" y="206" width="44" height="64" rx="4" fill="#5b6063"/><rect x="116" y="198" width="52" height="12" rx="4" fill="#7a8083"/></g>
SVG
svg cat 84 50 <<'SVG'
  <path d="M12 24C2 20 2 6 8 2C6 12 12 16 20 18Z" fill="#d9dedf"/><path d="M14 18H58C66 18 68 30 66 36H16Z" fill="#c3c9cb"/><path d="M16 32H22V50H16ZM30 32H36V50H30ZM48 32H54V50H48ZM60 32H66V50H60Z" fill="#aeb4b6"/><circle cx="68" cy="16" r="12" fill="#d3d9da"/><path d="M58 10L60 0L68 6ZM70 6L78 0L79 11Z" fill="#d3d9da"/><circle cx="66" cy="15" r="2.5" fill="#fff"/><circle cx="74" cy="15" r="2.5" fill="#fff"/>
SVG
record lane 'Back lane (night)' cat '-84+724*t/6' '286'

svg lift $width $height <<'SVG'
  <rect width="640" height="360" fill="#c3ccd3"/><path d="M0 290H640V360H0Z" fill="#7c8791"/><path d="M0 290H640V298H0Z" fill="#5d6771"/>
  <rect x="190" y="40" width="260" height="252" fill="#4a535c"/><rect x="208" y="58" width="224" height="234" fill="#f2e7c9"/><path d="M208 58H432V120H208Z" fill="#fbf5e2"/><path d="M226 292L246 240H394L414 292Z" fill="#b7a884"/><path d="M246 120H394V240H246Z" fill="#e6d8b2"/><path d="M246 186H394V192H246Z" fill="#b08d4f"/>
  <rect x="296" y="14" width="48" height="22" rx="4" fill="#101418"/><path d="M316 30L320 20L324 30Z" fill="#e5553f"/>
  <rect x="484" y="150" width="30" height="56" rx="6" fill="#e9edf0"/><circle cx="499" cy="166" r="7" fill="#e5a021"/><circle cx="499" cy="190" r="7" fill="#8a949d"/>
  <g><rect x="64" y="226" width="56" height="66" rx="6" fill="#6b4a35"/><path d="M92 228C60 200 62 160 70 140C84 168 92 190 92 228ZM92 228C126 200 120 164 114 142C98 168 92 190 92 228Z" fill="#3f7d4c"/></g>
SVG
svg left-door 112 234 <<'SVG'
  <rect width="112" height="234" fill="#9aa5af"/><path d="M10 0H16V234H10ZM96 0H100V234H96Z" fill="#87929c"/><path d="M109 0H112V234H109Z" fill="#5d6771"/>
SVG
svg right-door 112 234 <<'SVG'
  <rect width="112" height="234" fill="#a3aeb7"/><path d="M14 0H20V234H14ZM98 0H102V234H98Z" fill="#8f9aa4"/><path d="M0 0H3V234H0Z" fill="#5d6771"/>
SVG
svg left-wall 190 360 <<'SVG'
  <rect width="190" height="290" fill="#c3ccd3"/><path d="M0 290H190V360H0Z" fill="#7c8791"/><path d="M0 290H190V298H0Z" fill="#5d6771"/>
  <g><rect x="64" y="226" width="56" height="66" rx="6" fill="#6b4a35"/><path d="M92 228C60 200 62 160 70 140C84 168 92 190 92 228ZM92 228C126 200 120 164 114 142C98 168 92 190 92 228Z" fill="#3f7d4c"/></g>
SVG
svg right-wall 190 360 <<'SVG'
  <rect width="190" height="290" fill="#c3ccd3"/><path d="M0 290H190V360H0Z" fill="#7c8791"/><path d="M0 290H190V298H0Z" fill="#5d6771"/>
  <rect x="34" y="150" width="30" height="56" rx="6" fill="#e9edf0"/><circle cx="49" cy="166" r="7" fill="#e5a021"/><circle cx="49" cy="190" r="7" fill="#8a949d"/>
SVG
record lift 'Lift, ground floor' left-door '208-100*clip(1.4*sin(PI*t/6)-0.3,0,1)' 58 \
  right-door '320+100*clip(1.4*sin(PI*t/6)-0.3,0,1)' 58 left-wall 0 0 right-wall 450 0

svg roof $width $height <<'SVG'
  <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#4b4a86"/><stop offset="0.55" stop-color="#d9728a"/><stop offset="1" stop-color="#f7b267"/></linearGradient></defs>
  <rect width="640" height="360" fill="url(#sky)"/><circle cx="440" cy="196" r="44" fill="#ffe2a0"/>
  <g fill="#3c345c"><path d="M0 190H60V140H120V220H170V110H230V240H290V170H340V230H400V150H450V250H520V180H560V120H610V210H640V300H0Z"/></g>
  <g fill="#f3cf83"><path d="M72 156h8v10h-8zM92 156h8v10h-8zM72 180h8v10h-8zM182 126h8v10h-8zM204 126h8v10h-8zM204 150h8v10h-8zM182 174h8v10h-8zM302 186h8v10h-8zM320 206h8v10h-8zM412 166h8v10h-8zM432 190h8v10h-8zM572 136h8v10h-8zM592 136h8v10h-8zM572 160h8v10h-8z"/></g>
  <path d="M0 270H640V360H0Z" fill="#5b4a52"/><path d="M0 262H640V276H0Z" fill="#3d3138"/><g fill="#8c8188"><rect x="60" y="292" width="96" height="44" rx="4"/><rect x="470" y="284" width="120" height="52" rx="4"/></g><g stroke="#5b4a52" stroke-width="4"><path d="M70 304H146M70 316H146M70 328H146M482 298H578M482 312H578M482 326H578"/></g>
SVG
svg drone 74 30 <<'SVG'
  <path d="M20 14H54V24H20Z" fill="#1d1a2b"/><path d="M6 10H68V14H6Z" fill="#2b2740"/><path d="M0 6H24V9H0ZM50 6H74V9H50Z" fill="#15121f"/><circle cx="37" cy="24" r="5" fill="#e5553f"/>
SVG
record roof 'Roof' drone '-74+714*t/6' '90+26*sin(4*PI*t/6)'

ls -l "$out"
