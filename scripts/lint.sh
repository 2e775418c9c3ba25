#!/bin/sh
# Every static check, all of them run even when one fails. Called by `make lint`, which sets the environment.
set -u
failed=""

check() {
  name=$1
  shift
  if output=$("$@" 2>&1); then
    echo "ok    $name"
  else
    echo "FAIL  $name"
    echo "$output" | sed 's/^/      /'
    failed="$failed $name,"
  fi
}

templates() { git ls-files --cached --others --exclude-standard 'templates/*.html'; }
djade_check() { templates | xargs djade --check --target-version 5.2; }
djlint_check() { templates | xargs djlint --lint --quiet; }
deploy() { env $DEPLOY_ENV python manage.py check --deploy --fail-level WARNING; }
compose() { SECRET_KEY=x FIELD_ENCRYPTION_KEYS=x SITE_URL=https://desk.example.com POSTGRES_PASSWORD=x docker compose config -q; }

check "ruff format" ruff format --check .
check "ruff check" ruff check .
check "mypy" mypy .
check "import-linter" lint-imports
check "djade" djade_check
check "djlint" djlint_check
check "sizes and names" python scripts/check_sizes.py
check "translations" python scripts/check_translations.py
check "migrations complete" python manage.py makemigrations --check --dry-run
check "check --deploy" deploy
if docker compose version >/dev/null 2>&1; then
  check "compose file" compose
else
  echo "--    compose file (no docker compose here)"
fi

if [ -n "$failed" ]; then
  echo "Failed:${failed%,}"
  exit 1
fi
echo "All static checks passed."
