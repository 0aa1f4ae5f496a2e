package dev.gatehouse.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.gatehouse.core.exchange.Request;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules that keep the modules a star, Netty at the edges and the pure parts pure. */
final class ArchitectureTest {
  private static final String[] NETTY_PIPELINE = {
    "io.netty.bootstrap..", "io.netty.channel..", "io.netty.handler..", "io.netty.resolver.."
  };

  /** What everything else may stand on, and which stands on nothing. */
  private static final String[] VALUES = {
    "dev.gatehouse.core.failure..",
    "dev.gatehouse.core.http..",
    "dev.gatehouse.core.net..",
    "dev.gatehouse.core.settings.."
  };

  private static final JavaClasses GATEHOUSE =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
          .importPackages("dev.gatehouse");

  @Test
  void seesTheProductCodeOfEveryModule() {
    assertThat(packages())
        .extracting(JavaPackage::getName)
        .contains("dev.gatehouse.core", "dev.gatehouse.tls", "dev.gatehouse.cache")
        .contains("dev.gatehouse.server")
        .doesNotContain("dev.gatehouse.core.testing");
  }

  @Test
  void modulesAreAStar() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.gatehouse.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.gatehouse.tls..", "dev.gatehouse.cache..", "dev.gatehouse.server.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.gatehouse.tls..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gatehouse.cache..", "dev.gatehouse.server.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.gatehouse.cache..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.gatehouse.tls..", "dev.gatehouse.server.."));
  }

  @Test
  void onlyTransportAndTlsTouchNettysPipeline() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.gatehouse.core.transport..", "dev.gatehouse.tls..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY_PIPELINE));
  }

  @Test
  void settingsAreFreeOfNetty() {
    check(
        noClasses()
            .that()
            .haveNameMatching(".*Settings(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void featuresDoNotKnowEachOther() {
    check(slices().matching("dev.gatehouse.core.filter.(*)..").should().notDependOnEachOther());
  }

  @Test
  void valuesArePure() {
    check(
        classes()
            .that()
            .resideInAnyPackage(VALUES)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(VALUES)
                    .or(
                        resideInAnyPackage(
                            "java..", "org.jspecify..", "io.netty.buffer..", "io.netty.util"))));
  }

  @Test
  void routingIsPure() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.gatehouse.core.routing..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(VALUES)
                    .or(resideInAPackage("dev.gatehouse.core.routing.."))
                    .or(equivalentTo(Request.class)) // what is matched
                    .or(resideInAnyPackage("java..", "org.jspecify..", "com.google.re2j.."))));
  }

  @Test
  void balancingIsPure() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.gatehouse.core.balance..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage("dev.gatehouse.core.balance..", "java..", "org.jspecify..")));
  }

  @Test
  void namesSayWhatThingsAre() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Util|Utils|Utilities|Manager|Helper|Base|Impl)(\\$.*)?"));
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() {
    assertThat(packages().filter(each -> !each.isAnnotatedWith(NullMarked.class)))
        .extracting(JavaPackage::getName)
        .isEmpty();
  }

  private static Stream<JavaPackage> packages() {
    return GATEHOUSE.stream().map(JavaClass::getPackage).distinct();
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(GATEHOUSE);
  }
}
