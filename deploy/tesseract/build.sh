#!/usr/bin/env bash
# Builds Debian's own Tesseract again for this machine's processor, without
# threads of its own and with faster.patch, into a folder of its own. Optional:
# reading a page takes less time. See README.md beside this file.
#
#   deploy/tesseract/build.sh                     build, try and install
#   deploy/tesseract/build.sh --check [PROGRAM]   is it there, fit for this machine
#                                                 and used? exit status 1 if not
# Environment: PREFIX (default /opt/postkamer/tesseract), MIRROR (default
# http://deb.debian.org/debian). The system's library is never touched.
set -euo pipefail

prefix=${PREFIX:-/opt/postkamer/tesseract}
mirror=${MIRROR:-http://deb.debian.org/debian}
lib=$prefix/lib/libtesseract.so.5
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

die() {
	echo "$*" >&2
	exit 1
}

# packaged prints the version of the source of the Tesseract that is installed.
packaged() {
	dpkg-query -W -f '${source:Version}' libtesseract5 2>/dev/null || die "libtesseract5 is not installed; run deploy/packages.sh"
}

# processor prints what the library is built for: the model's name and the
# instructions it has. On another one the library may stop with SIGILL.
processor() {
	grep -m1 '^flags' /proc/cpuinfo | tr ' ' '\n' | grep -E '^(sse|ssse|avx|fma|bmi|f16c|amx|gfni|sha|movbe|adx|vaes|popcnt|vpcl|abm)' | sort -u | tr '\n' ' '
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_tools() {
	local missing="" package
	for package in autoconf automake libtool make g++ pkg-config libleptonica-dev dpkg-dev patch; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	echo "Installing missing Debian packages:$missing"
	as_root apt-get update -qq
	# shellcheck disable=SC2086 # a list of words
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# fetch gets the source package of the installed version with apt, which checks
# signatures. Its lists of packages are its own: those of the system stay.
fetch() {
	local version=$1 suite
	suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mkdir -p apt/parts apt/lists/partial
	cat >apt/parts/source.sources <<-SOURCES
		Types: deb-src
		URIs: $mirror
		Suites: $suite
		Components: main
		Signed-By: $keyring
	SOURCES
	local options=(-qq -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$PWD/apt/parts"
		-o "Dir::State::Lists=$PWD/apt/lists" -o APT::Sandbox::User=root)
	apt-get "${options[@]}" update
	apt-get "${options[@]}" source "tesseract=$version" >fetch.log 2>&1 || {
		cat fetch.log >&2
		die "no source of tesseract $version at $mirror"
	}
}

# compile builds the library and the program as Debian does, hardened, but for
# the level of optimising, the processor, OpenMP and faster.patch. Without
# -ffp-contract=off some sums would be rounded differently from Debian's.
compile() {
	local hardened here=$1
	hardened=$(DEB_BUILD_MAINT_OPTIONS=hardening=+all dpkg-buildflags --get CPPFLAGS)
	cd tesseract-*/
	patch -p1 --forward <"$here/faster.patch" >../patch.log || die "faster.patch does not fit this version of Tesseract; see $PWD/../patch.log"
	./autogen.sh >../autogen.log 2>&1
	./configure --prefix=/usr --disable-openmp --disable-static --disable-doc --disable-tessdata-prefix \
		--without-archive --without-curl \
		AR=gcc-ar RANLIB=gcc-ranlib NM=gcc-nm CPPFLAGS="$hardened -DTESSERACT_IMAGEDATA_AS_PIX" CXXFLAGS="-O3 -march=native -ffp-contract=off -flto=auto -fno-semantic-interposition -fstack-protector-strong -DTESSDATA_PREFIX='\"/usr/share/tesseract-ocr/5\"'" \
		LDFLAGS="-Wl,-z,defs -Wl,-z,relro -Wl,-z,now" LIBS="-llept" >../configure.log 2>&1
	nice make -j"$(nproc)" libtesseract.la tesseract >../make.log 2>&1
	cd ..
}

# try reads a page with the system's library and with the one just built: they read
# the same, to the letter.
try() {
	local page=$1 built=$2
	OMP_THREAD_LIMIT=1 tesseract "$page" system -l nld --dpi 300 2>/dev/null
	LD_LIBRARY_PATH=$built OMP_THREAD_LIMIT=1 tesseract "$page" ours -l nld --dpi 300 2>/dev/null || die "the library that was built cannot read a page"
	[ -s ours.txt ] || die "the library that was built reads nothing"
	cmp -s system.txt ours.txt || die "the library that was built reads $page differently: diff $PWD/system.txt $PWD/ours.txt"
}

build() {
	local version here work built page
	version=$(packaged)
	here=$(cd "$(dirname "$0")" && pwd)
	install_tools
	work=$(mktemp -d)
	cd "$work"
	echo "Building tesseract $version in $work; this takes some minutes"
	fetch "$version"
	compile "$here"
	built=$(find "$PWD" -path '*/.libs/libtesseract.so.5.*' -type f)
	[ -n "$built" ] || die "nothing was built; see $work/make.log"
	strip --strip-unneeded "$built"
	for page in "$here"/../samples/{03,12,16,24}-*.jpg "$here"/../samples/{01,07,15,28,30}-*.tif; do
		try "$page" "$(dirname "$built")"
	done
	as_root mkdir -p "$prefix/lib"
	as_root install -m 0644 "$built" "$prefix/lib/new"
	as_root mv "$prefix/lib/new" "$lib" # children that run keep the old one
	printf 'version=%s\nprocessor=%s\n' "$version" "$(processor)" | as_root tee "$prefix/built" >/dev/null
	rm -rf "$work"
	echo "Installed $lib"
	echo "Set POSTKAMER_TESSERACT_LIB=$prefix/lib and restart the service."
}

# check says whether the library is there and right, and who uses it.
check() {
	local program=${1:-} found="" maps used=0 other=0
	[ -r "$lib" ] || die "$lib is not there; run $0"
	grep -qx "version=$(packaged)" "$prefix/built" || die "it was built from another version than $(packaged) of Debian; run $0 again"
	grep -qxF "processor=$(processor)" "$prefix/built" || die "it was built for another processor; run $0 again, or unset POSTKAMER_TESSERACT_LIB"
	if [ -n "$program" ]; then
		found=$(LD_LIBRARY_PATH=$prefix/lib ldd -r "$program" 2>&1)
		grep -q "=> $lib " <<<"$found" || die "$program would not use $lib"
		! grep -q 'undefined symbol' <<<"$found" || die "$program needs what $lib has not"
		echo "$program takes $lib when LD_LIBRARY_PATH names its folder"
	fi
	for maps in /proc/[0-9]*/maps; do
		found=$(grep -so '/.*libtesseract\.so.*' "$maps" | head -n1) || continue
		case $found in
		"$lib") used=$((used + 1)) ;;
		?*) other=$((other + 1)) ;;
		esac
	done
	echo "fit for this machine; processes that use it now: $used, the system's: $other"
}

case "${1:-}" in
"") build ;;
--check) check "${2:-}" ;;
*) die "use: $0 [--check [PROGRAM]]" ;;
esac
