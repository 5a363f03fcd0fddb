#!/usr/bin/env bash
# Installs what the tests can use beyond Rust: the official OpenAI SDKs, a server of llama.cpp, nginx, PostgreSQL, and
# valgrind, which counts instructions. The server is compiled, which takes some minutes the first time.
# Each is optional: a test whose tool is missing says so and passes. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v python3 >/dev/null; then
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/sdk/python/requirements.txt
    echo "Python SDK: $(.venv/bin/python -c 'import openai; print(openai.__version__)')"
    # Only what serves a tiny model: no graphics, no tuning for this processor, and quick to compile rather than to run.
    llama="-DMTMD_BUILD=OFF -DGGML_OPENMP=OFF -DGGML_NATIVE=OFF -DGGML_LLAMAFILE=OFF -DGGML_CPU_REPACK=OFF"
    if CMAKE_ARGS="$llama -DCMAKE_CXX_FLAGS_RELEASE=-O0 -DCMAKE_C_FLAGS_RELEASE=-O0" \
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/local/requirements.txt; then
        echo "llama.cpp: $(.venv/bin/python -c 'import llama_cpp; print(llama_cpp.__version__)')"
    else
        echo "skipped: the server of llama.cpp, because it could not be built"
    fi
else
    echo "skipped: the Python SDK and the server of llama.cpp, because there is no python3"
fi

if command -v npm >/dev/null; then
    npm install --prefix tests/sdk/node --no-package-lock --no-audit --no-fund --loglevel=error
    echo "Node SDK: $(node -p "require('./tests/sdk/node/node_modules/openai/package.json').version")"
else
    echo "skipped: the Node SDK, because there is no npm"
fi

# package PROGRAM PACKAGE: installs a program from Debian's packages.
package() {
    if command -v "$1" >/dev/null; then
        echo "$1: already here"
    elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$2" >/dev/null
        echo "$1: installed"
    else
        echo "skipped: $1, because installing it needs root and apt-get"
    fi
}

package nginx nginx-light
package valgrind valgrind
# Its server has no program on the path.
if ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
    echo "postgres: already here"
else
    package postgres postgresql
fi
