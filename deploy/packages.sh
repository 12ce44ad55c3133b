#!/usr/bin/env bash
# Installs the Debian packages that are missing and says which.
#   deploy/packages.sh run    what building and running needs
#   deploy/packages.sh test   what the tests need besides
#   deploy/packages.sh bench  what comparing reading with other programs needs
#   deploy/packages.sh load   what measuring the forms under load needs
# Works as root and, with sudo, as anybody else.
set -eu

run="ca-certificates gcc g++ libc6-dev pkg-config
	libleptonica-dev libtesseract-dev libheif-dev
	tesseract-ocr tesseract-ocr-nld tesseract-ocr-osd
	poppler-utils sane-utils postgresql fonts-liberation fonts-dejavu-core"
test="chromium clamav-daemon imagemagick libtiff-tools procps qpdf"
bench="chromium imagemagick libtiff-tools ocrmypdf zbar-tools
	fonts-liberation fonts-dejavu-core fonts-dejavu-extra fonts-urw-base35
	fonts-crosextra-carlito fonts-crosextra-caladea fonts-lato fonts-open-sans
	fonts-roboto-unhinted fonts-courier-prime fonts-ebgaramond fonts-gnutypewriter
	fonts-dkg-handwriting fonts-breip fonts-bwht fonts-femkeklaver"
load="nginx-light"

case "${1:-run}" in
run) wanted=$run ;;
test) wanted="$run $test" ;;
bench) wanted="$run $bench" ;;
load) wanted="$run $load" ;;
*)
	echo "use: $0 run|test|bench|load" >&2
	exit 2
	;;
esac

missing=""
for package in $wanted; do
	state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
	[ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "Missing Debian packages:$missing" >&2
		echo "Install them as root: apt-get install$missing" >&2
		exit 1
	fi
	as_root="sudo"
fi

echo "Installing missing Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
# A private PostgreSQL is started by postkamer itself: Debian need not make and start one.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
	$as_root mkdir -p /etc/postgresql-common
	echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
fi
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
echo "Installed."
