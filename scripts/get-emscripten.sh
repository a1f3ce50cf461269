#!/usr/bin/env bash
# get-emscripten.sh - have a usable Emscripten, without root and without
# changing any of the system's packages, on Debian 12 or later.
#
#   eval "$(scripts/get-emscripten.sh)"      # puts emcc, em++, emcmake on PATH
#   scripts/get-emscripten.sh --print-dir    # prints the directory that holds emcc
#
# `npm run setup` and `npm run build` call it; by hand it is for a shell of your own.
#
# It uses, in this order:
#   1. an emcc on PATH, if it is EM_MIN_VERSION or later;
#   2. the emsdk that $EMSDK names, if it is EM_MIN_VERSION or later;
#   3. the copy an earlier run left in EM_PREFIX;
#   4. a new copy: the packages of the first suite in EM_SUITES that works,
#      fetched and checked by apt (signed Release file) with settings of its
#      own, and unpacked in EM_PREFIX.
# The unpacked programs need a newer libc than Debian 12's, so each is started
# through the loader and libraries unpacked beside it; the system's libc is not
# used for them and stays as it is. Python and Node are the system's.
#
# Needs: apt, dpkg-deb, flock, debian-archive-keyring (all in a minimal Debian),
#        python3 >= 3.10 and node >= 18.3.
# Environment, all optional:
#   EM_MIN_VERSION  default 3.1.69
#   EM_SUITES       default "forky sid trixie"
#   EM_PREFIX       default ${XDG_CACHE_HOME:-~/.cache}/debian-emscripten
#   EM_MIRROR       default: the Debian archive this machine's apt already uses
#   EM_FORCE_LOCAL  1: skip steps 1 and 2
set -euo pipefail
umask 022

EM_MIN_VERSION=${EM_MIN_VERSION:-3.1.69}
EM_SUITES=${EM_SUITES:-forky sid trixie}
EM_PREFIX=${EM_PREFIX:-${XDG_CACHE_HOME:-$HOME/.cache}/debian-emscripten}
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
RECIPE=5                                  # raise when what is made below changes

say() { printf 'get-emscripten: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

MODE=${1:-}
case $MODE in '' | --print-dir) ;; *) die "usage: $0 [--print-dir]" ;; esac

at_least() {     # at_least WANTED VERSION
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n1)" = "$1" ]
}
version_of() {   # version_of EMCC: prints x.y.z, fails if it does not run
  "$1" --version 2>/dev/null |
    sed -n '1s/.*) \([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | grep .
}
good_enough() {  # good_enough EMCC
  local v
  v=$(version_of "$1") || return 1
  at_least "$EM_MIN_VERSION" "$v" && return 0
  say "not using $1: version $v is older than $EM_MIN_VERSION"
  return 1
}
finish() {       # finish DIR-HOLDING-EMCC [ITS-CONFIG]
  if [ "$MODE" = --print-dir ]; then printf '%s\n' "$1"; exit 0; fi
  # shellcheck disable=SC2016
  printf 'export PATH=%q:"$PATH"\n' "$1"
  # A left-over EM_CONFIG of some other Emscripten would win over ours.
  if [ -n "${2:-}" ]; then printf 'export EM_CONFIG=%q\n' "$2"; fi
  exit 0
}

# 1 and 2: what the machine already has.
if [ "${EM_FORCE_LOCAL:-}" != 1 ]; then
  if found=$(command -v emcc) && good_enough "$found"; then finish "$(dirname "$found")"; fi
  if [ -x "${EMSDK:-/nonexistent}/upstream/emscripten/emcc" ] &&
     good_enough "$EMSDK/upstream/emscripten/emcc"; then finish "$EMSDK/upstream/emscripten"; fi
fi
unset EM_CONFIG

# 3: the copy an earlier run left.
mkdir -p "$EM_PREFIX"
EM_PREFIX=$(cd "$EM_PREFIX" && pwd -P)
if [ ! -e "$EM_PREFIX/.debian-emscripten" ] && [ -n "$(ls -A "$EM_PREFIX")" ]; then
  die "$EM_PREFIX holds something else; name another directory in EM_PREFIX"
fi
: >>"$EM_PREFIX/.debian-emscripten"
exec 9>>"$EM_PREFIX/.debian-emscripten"   # one run at a time
flock 9
EM_DIR=$EM_PREFIX/root/usr/share/emscripten
if [ "$(cat "$EM_PREFIX/stamp" 2>/dev/null)" = "$RECIPE $EM_PREFIX" ] && good_enough "$EM_DIR/emcc"; then
  finish "$EM_DIR" "$EM_DIR/.emscripten"
fi

# 4: a new copy.
for tool in apt-get apt-cache dpkg dpkg-deb python3 node; do
  command -v "$tool" >/dev/null ||
    die "there is no emcc $EM_MIN_VERSION or later on PATH or in \$EMSDK, and fetching one needs $tool"
done
python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || die "needs python3 3.10 or later"
node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 18 || a == 18 && b >= 3 ? 0 : 1)' ||
  die "needs node 18.3 or later"
[ -r "$KEYRING" ] || die "needs $KEYRING (package debian-archive-keyring)"
ARCH=$(dpkg --print-architecture)
# The archive that this machine's apt is set up for (not its security part).
# shellcheck disable=SC2016
EM_MIRROR=${EM_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
  grep -m1 -E '/debian/?$' || true)}
[ -n "$EM_MIRROR" ] || die "apt names no Debian archive; set EM_MIRROR"

# apt with an empty world of its own: its lists, its cache, nothing installed.
APT=(-qq -o APT::Architecture="$ARCH" -o APT::Architectures::="$ARCH"
  -o Dir::Etc::SourceList="$EM_PREFIX/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
  -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
  -o Dir::State="$EM_PREFIX/apt" -o Dir::State::lists="$EM_PREFIX/apt/lists"
  -o Dir::State::status="$EM_PREFIX/apt/status"
  -o Dir::State::extended_states="$EM_PREFIX/apt/extended_states"
  -o Dir::Cache="$EM_PREFIX/apt/cache" -o Dir::Log="$EM_PREFIX/apt"
  -o APT::Install-Recommends=false -o APT::Install-Suggests=false
  -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=3
  -o Debug::NoLocking=true)

make_copy() {    # make_copy SUITE; fails if that suite does not give a working one
  local show v llvm tools libs loader triplet f
  rm -rf "${EM_PREFIX:?}"/{stamp,packages.txt,root,bin,lib,apt,debs,em-cache}
  mkdir -p "$EM_PREFIX"/{root,bin,lib,debs,em-cache} \
    "$EM_PREFIX"/apt/{lists/partial,cache/archives/partial} || return 1
  : >"$EM_PREFIX/apt/status"
  printf 'deb [signed-by=%s] %s %s main\n' "$KEYRING" "$EM_MIRROR" "$1" >"$EM_PREFIX/apt/sources.list"
  apt-get "${APT[@]}" update >&2 || return 1
  show=$(apt-cache "${APT[@]}" show --no-all-versions emscripten) || return 1
  v=$(sed -n 's/^Version: \([0-9.]*\).*/\1/p' <<<"$show")
  llvm=$(sed -n 's/^Depends:.*[ ,]clang-\([0-9][0-9]*\).*/\1/p' <<<"$show")
  if [ -z "$llvm" ] || ! at_least "$EM_MIN_VERSION" "$v"; then
    say "Debian $1 has Emscripten ${v:-(none)}"; return 1
  fi
  say "getting Emscripten $v with LLVM $llvm from Debian $1 into $EM_PREFIX (about 100 MB, once)"

  # The programs without what they depend on (no compiler, Python or Node for
  # the host), and the libraries they load with all that those depend on.
  tools="emscripten node-acorn node-xtend binaryen clang-$llvm llvm-$llvm lld-$llvm libclang-common-$llvm-dev"
  libs=$(apt-get "${APT[@]}" install -s "lld-$llvm" "libclang-cpp$llvm" "libllvm$llvm" binaryen |
    awk '$1 == "Inst" { print $2 }') || return 1
  # shellcheck disable=SC2046,SC2086
  (cd "$EM_PREFIX/debs" && apt-get "${APT[@]}" download $(printf '%s\n' $tools $libs | sort -u) >&2) || return 1
  # Unpacking is most of the time that this computes, on one core each.
  printf '%s\0' "$EM_PREFIX"/debs/*.deb |
    xargs -0 -P "$(nproc)" -I '{}' dpkg-deb -x '{}' "$EM_PREFIX/root" || return 1
  (cd "$EM_PREFIX/debs" && printf '%s\n' *.deb) >"$EM_PREFIX/packages.txt"
  rm -rf "$EM_PREFIX/debs" "$EM_PREFIX/apt"
  # Debian 13 ships 750 MB of prebuilt libraries here; what is needed is built on first use instead.
  rm -rf "$EM_DIR/cache" "$EM_DIR/tests"

  # One wrapper for all programs: unpacked loader, unpacked libraries, unpacked
  # program. /proc/self/exe then names the loader, so clang is told by argv[0]
  # where it is; it finds its own headers from there, through lib/clang.
  loader=$(find "$EM_PREFIX/root/" -path '*/lib/*-linux-gnu*/ld-linux*.so.*' -type f -print -quit)
  [ -n "$loader" ] || { say "no loader among the packages"; return 1; }
  triplet=$(basename "$(dirname "$loader")")
  cat >"$EM_PREFIX/bin/.run" <<SH
#!/bin/sh
p=$(printf %q "$EM_PREFIX")
case \${0##*/} in
  clang | clang++) b=\$p/root/usr/lib/llvm-$llvm/bin/\${0##*/}
    case \${1-} in -cc1*) ;; *) set -- -no-canonical-prefixes "\$@" ;; esac ;;
  wasm-ld | llvm-* | clang-*) b=\$p/root/usr/lib/llvm-$llvm/bin/\${0##*/} ;;
  *) b=\$p/root/usr/bin/\${0##*/} ;;
esac
exec "\$p${loader#"$EM_PREFIX"}" --argv0 "\$0" --library-path "\$p/root/usr/lib/$triplet" "\$b" "\$@"
SH
  chmod +x "$EM_PREFIX/bin/.run"
  for f in "$EM_PREFIX/root/usr/lib/llvm-$llvm/bin"/{clang,clang++,clang-scan-deps,wasm-ld,llvm-*} \
    "$EM_PREFIX"/root/usr/bin/wasm*; do
    if [ -e "$f" ]; then ln -s .run "$EM_PREFIX/bin/${f##*/}"; fi
  done
  ln -s "../root/usr/lib/llvm-$llvm/lib/clang" "$EM_PREFIX/lib/clang"
  # Debian's Node looks in /usr/share/nodejs; any Node looks in node_modules above the importing file.
  ln -s nodejs "$EM_PREFIX/root/usr/share/node_modules"
  python3 - "$EM_PREFIX" >"$EM_DIR/.emscripten" <<'PY' || return 1
import sys
p = sys.argv[1]
print('import os')
print(f'EMSCRIPTEN_ROOT = {p + "/root/usr/share/emscripten"!r}')
print(f'LLVM_ROOT = {p + "/bin"!r}')
print(f'BINARYEN_ROOT = {p!r}')
print("NODE_JS = os.environ.get('EM_NODE', 'node')")
print(f"CACHE = os.environ.get('EM_CACHE', {p + '/em-cache'!r})")
PY
  for f in wasm-ld wasm-opt wasm-emscripten-finalize llvm-ar; do
    "$EM_PREFIX/bin/$f" --version >/dev/null || { say "$f does not run"; return 1; }
  done
  printf 'int f() { return 1; }\n' >"$EM_PREFIX/try.cpp"
  "$EM_DIR/em++" -std=c++20 -c "$EM_PREFIX/try.cpp" -o "$EM_PREFIX/try.o" >"$EM_PREFIX/try.log" 2>&1 ||
    { cat "$EM_PREFIX/try.log" >&2; return 1; }
  rm -f "$EM_PREFIX"/try.*
}

for suite in $EM_SUITES; do
  if make_copy "$suite" && good_enough "$EM_DIR/emcc"; then
    printf '%s\n' "$RECIPE $EM_PREFIX" >"$EM_PREFIX/stamp"
    finish "$EM_DIR" "$EM_DIR/.emscripten"
  fi
  say "no usable Emscripten from Debian $suite"
done
die "none of: $EM_SUITES gave an Emscripten $EM_MIN_VERSION or later"
