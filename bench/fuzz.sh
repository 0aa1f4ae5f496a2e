#!/bin/sh
# fuzz.sh CLASS SECONDS [MODULE]: one fuzz target for a while.
set -eu
cd "$(dirname "$0")/.."
module=${3:-proxy-core}
mvn -q -o test-compile dependency:build-classpath -Pquick -pl "$module" -am -Dmdep.outputFile=target/test.classpath
cd "$module"
JAZZER_FUZZ=1 exec nice -n 15 "${JAVA25_HOME:-${JAVA_HOME:-/usr}}/bin/java" -Xmx1g -XX:+EnableDynamicAgentLoading \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "target/test-classes:target/classes:$(cat target/test.classpath)" com.code_intelligence.jazzer.Jazzer \
  --target_class="$1" --instrumentation_includes='dev.gatehouse.**' --custom_hook_includes='dev.gatehouse.none.**' \
  -max_total_time="$2"
