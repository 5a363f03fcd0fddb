#!/usr/bin/env bash
# Installs what the tests can use beyond Rust: the official OpenAI SDKs and nginx. Each is optional: a test whose tool is
# missing says so and passes. Safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v python3 >/dev/null; then
    [ -x .venv/bin/python ] || python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/sdk/python/requirements.txt
    echo "Python SDK: $(.venv/bin/python -c 'import openai; print(openai.__version__)')"
else
    echo "skipped: the Python SDK, because there is no python3"
fi

if command -v npm >/dev/null; then
    npm install --prefix tests/sdk/node --no-package-lock --no-audit --no-fund --loglevel=error
    echo "Node SDK: $(node -p "require('./tests/sdk/node/node_modules/openai/package.json').version")"
else
    echo "skipped: the Node SDK, because there is no npm"
fi

if command -v nginx >/dev/null; then
    echo "nginx: already here"
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends nginx-light >/dev/null
    echo "nginx: installed"
else
    echo "skipped: nginx, because installing it needs root and apt-get"
fi
