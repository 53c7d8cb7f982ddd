# server/run and tests/run source this file. Its functions lead from a fresh Debian to a compiled target. They print
# nothing where there is nothing to do.

# boost_package: prints the package with the newest Boost of this Debian. Debian 12's libboost-dev is too old for plait,
# and Debian 13's is not its newest.
boost_package() (
    VERSION_ID=
    [[ ! -f /etc/os-release ]] || source /etc/os-release
    case ${ID:-}$VERSION_ID in
    debian12) echo libboost1.81-dev ;;
    debian13) echo libboost1.88-dev ;;
    *) echo libboost-dev ;;
    esac
)

# The packages that the library and the server are built with. Meson asks dpkg-dev for the folder of libraries; without it,
# that is lib64, where neither CMake nor pkg-config looks on Debian.
server_packages=(g++ meson ninja-build ccache pkg-config dpkg-dev "$(boost_package)" libcli11-dev libspdlog-dev libssl-dev
    zlib1g-dev)

# The packages for a build with sanitizers. Where they can be had, clang is used, as its sanitizers cost half as much as
# those of g++. llvm-19 is there to find the names of functions for reports.
clang_packages=(clang-19 libclang-rt-19-dev llvm-19)

# ccache keeps what was compiled. Paths in this folder are made relative for that, so that a clone of the same sources in
# another folder is given what was compiled in this one. The folder's name is in what debuggers read, and left out for that.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

# Most of what is compiled is headers, so files that are compiled together take a third of the time. Without "debug" the
# debug information has lines only, which is what reports show: that takes clang a tenth to a fifth less.
quick_to_compile=(-Dunity=on -Dunity_size=8 -Ddebug=false)

# install_missing PACKAGE...: installs the packages that are missing. If it cannot, it says how to, and exits.
install_missing() {
    command -v dpkg-query >/dev/null || return 0 # this is not Debian; Meson will say what it does not find

    local installed package missing=() as_root=()
    installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null || true)"
    for package in "$@"; do
        [[ $installed == *" installed:$package "* ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0

    if ((EUID != 0)); then
        command -v sudo >/dev/null || missing_packages "${missing[@]}"
        as_root=(sudo)
    fi
    echo "Installing from Debian's packages: ${missing[*]}"
    "${as_root[@]}" apt-get update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install --yes --no-install-recommends --no-remove "${missing[@]}" ||
        missing_packages "${missing[@]}"
}

missing_packages() {
    echo "These Debian packages are missing: $*"
    echo "Install them as root, and start this again:"
    echo "    apt-get update && apt-get install $*"
    exit 1
} >&2

# configure FOLDER [MESON-OPTION...]: sets the build folder up, unless that has been done, for the compiler that CXX names.
# The options of the first setup stay. Meson finds ccache by itself only where CXX is not set.
configure() {
    ! has_ccache || has_cache_folder || export CCACHE_DIR=$root/build/ccache
    if [[ -f $1/build.ninja ]]; then
        [[ $(ninja -C "$1" -n build.ninja 2>&1) == *"no work to do"* ]] || ninja -C "$1" build.ninja
    else
        rm -rf "$1/meson-private" # may be left from a setup that was interrupted
        CXX="$(has_ccache && echo ccache) ${CXX:-g++}" meson setup "$1" "$root" -Dserver=enabled "${@:2}"
    fi && without_root "$1"
}

has_ccache() {
    command -v ccache >/dev/null
}

# has_cache_folder: whether ccache may write where it keeps things by itself, which is in the home folder.
has_cache_folder() {
    local folder
    folder=$(ccache --get-config cache_dir 2>/dev/null) && mkdir -p "$folder" 2>/dev/null && [[ -w $folder ]]
}

# without_root FOLDER: makes the paths relative in the files that Meson writes to compile several sources at once. With
# the absolute ones ccache would find nothing of another clone.
without_root() {
    # A target's folder is two below FOLDER.
    find "$1" -mindepth 3 -maxdepth 3 -name '*-unity*.cpp' -exec grep -q "^#include<$1/" {} \; \
        -exec sed -i "s|^#include<$1/\(.*\)>|#include \"../../\1\"|" {} +
}

# configure_release: sets up the build that server/run and tests/run share. Warnings are errors with g++ 12, which is
# the compiler that CI has.
configure_release() {
    local warnings_are_errors=false
    [[ $("${CXX:-g++}" -dumpversion) != 12* ]] || warnings_are_errors=true
    configure "$root/build" -Dwerror=$warnings_are_errors
}

# has_clang: installs clang 19, if it is missing. It fails where clang 19 cannot be had.
has_clang() {
    (install_missing "${clang_packages[@]}") && command -v clang++-19 >/dev/null
}

# configure_sanitized FOLDER SANITIZERS COMPILER [MESON-OPTION...]: sets up a build folder with these sanitizers.
configure_sanitized() {
    local options=(-Db_sanitize="$2" "${@:4}")
    [[ $3 != clang* ]] || options+=(-Db_lundef=false) # clang links the sanitizer's library into programs only
    CXX=$3 configure "$1" "${options[@]}"
}

# configure_server FOLDER SANITIZERS: sets up a build of the whole server, with clang where that can be had.
configure_server() {
    local compiler=clang++-19
    if ! has_clang; then
        echo "clang 19 cannot be had: with g++, whose sanitizers cost about twice as much"
        compiler=g++
    fi
    configure_sanitized "$1" "$2" "$compiler" --buildtype=debugoptimized
}

# build FOLDER TARGET...: builds the targets. It prints nothing if they are up to date.
build() {
    [[ $(ninja -C "$1" -n "${@:2}" 2>&1) == *"no work to do"* ]] || ninja -C "$1" -j "$(nproc)" "${@:2}"
}
