package dev.gatehouse.core.filter.split;

/**
 * How strongly counts speak against "canary fails at most {@code tolerance} more often than
 * control", as a pure function of four counts.
 *
 * <p>It is the logarithm of an e-value: how much likelier the counts are under rates that are not
 * known beforehand (the mixture over all of them by Jeffreys' prior, for each pool by itself) than
 * under the best pair of rates that keeps within the tolerance. Whatever the true rates within the
 * tolerance are, it exceeds {@code log(1 / alpha)} with a probability of at most {@code alpha},
 * over all looks taken together, however many there are (Ville's inequality): so it may be looked
 * at after every request.
 */
final class Evidence {
  private static final double HALF = 0.5;
  private static final double LOG_PI = Math.log(Math.PI); // log B(1/2, 1/2)
  private static final double EDGE = 1e-12;
  private static final int STEPS = 80;
  private static final int SHIFT = 8;

  private Evidence() {}

  /**
   * The logarithm of the e-value; 0 where canary's rate does not even look worse.
   *
   * @param tolerance 0 to 1
   */
  static double against(
      long control, long controlFailed, long canary, long canaryFailed, double tolerance) {
    if (control == 0 || canary == 0) {
      return 0;
    }
    double rate = (double) controlFailed / control;
    double canaryRate = (double) canaryFailed / canary;
    if (canaryRate <= rate + tolerance) {
      return 0;
    }
    double mixture = mixture(control, controlFailed) + mixture(canary, canaryFailed);
    return mixture - best(control, controlFailed, canary, canaryFailed, tolerance);
  }

  /** The log-likelihood of the counts under the mixture over all rates. */
  private static double mixture(long all, long failed) {
    return logGamma(failed + HALF) + logGamma(all - failed + HALF) - logGamma(all + 1.0) - LOG_PI;
  }

  /**
   * The greatest log-likelihood of rates that are exactly the tolerance apart, where it lies if the
   * counts are further apart. It is concave in the rate, so thirds find it.
   */
  private static double best(
      long control, long controlFailed, long canary, long canaryFailed, double tolerance) {
    double low = EDGE;
    double high = Math.max(EDGE, 1 - tolerance - EDGE);
    for (int i = 0; i < STEPS; i++) {
      double left = low + (high - low) / 3;
      double right = high - (high - low) / 3;
      double atLeft =
          likelihood(control, controlFailed, left)
              + likelihood(canary, canaryFailed, left + tolerance);
      double atRight =
          likelihood(control, controlFailed, right)
              + likelihood(canary, canaryFailed, right + tolerance);
      if (atLeft < atRight) {
        low = left;
      } else {
        high = right;
      }
    }
    double rate = (low + high) / 2;
    return likelihood(control, controlFailed, rate)
        + likelihood(canary, canaryFailed, rate + tolerance);
  }

  private static double likelihood(long all, long failed, double rate) {
    double within = Math.min(1 - EDGE, Math.max(EDGE, rate));
    return failed * Math.log(within) + (all - failed) * Math.log1p(-within);
  }

  /** The logarithm of the gamma function for {@code x > 0}, by Stirling's series. */
  static double logGamma(double x) {
    double shifted = x;
    double product = 1;
    while (shifted < SHIFT) {
      product *= shifted;
      shifted++;
    }
    double inverse = 1 / shifted;
    double square = inverse * inverse;
    double series =
        inverse * (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square / 1680.0)));
    return (shifted - HALF) * Math.log(shifted)
        - shifted
        + HALF * Math.log(2 * Math.PI)
        + series
        - Math.log(product);
  }
}
