package dev.gatehouse.server.e2e;

/** Scripts that look at the colours of a page as WCAG 2 does. */
final class Contrast {
  private static final String LUMINANCE =
      """
      const rgb = colour => colour.match(/[\\d.]+/g).map(Number);
      const luminance = colour => {
        const [r, g, b] = rgb(colour).map(each => each / 255)
          .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      """;

  /** The lightness of what is behind everything, to be compared. */
  static final String BACKGROUND_IS =
      "(() => {"
          + LUMINANCE
          + "return luminance(getComputedStyle(document.body).backgroundColor)})() ";

  /** The texts whose contrast is less than 4.5 to 1. */
  static final String TOO_FAINT =
      "(() => {"
          + LUMINANCE
          + """
          const behind = node => {
            const colour = getComputedStyle(node).backgroundColor;
            return rgb(colour)[3] === 0 && node.parentElement ? behind(node.parentElement) : colour;
          };
          const faint = [];
          for (const node of document.querySelectorAll('body *')) {
            const own = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim());
            if (own && node.checkVisibility() && !node.disabled) {
              const style = getComputedStyle(node);
              const [a, b] = [luminance(node.closest('svg') ? style.fill : style.color), luminance(behind(node))];
              const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              if (contrast < 4.5) {
                faint.push(`${node.textContent.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
              }
            }
          }
          return faint;
          })()
          """;

  private Contrast() {}
}
