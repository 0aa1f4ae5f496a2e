package dev.gatehouse.core.runtime;

/**
 * The error page for people: one small document, readable in light and dark and by any reader,
 * without anything to load.
 */
final class ErrorPage {
  /** What the page may do: show its own style, and nothing else. */
  static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'";

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="robots" content="noindex">
      <title>@title@</title>
      <style>
      :root { color-scheme: light dark; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center;
        background: #fafafa; color: #1b1b1f; font: 1.0625rem/1.6 system-ui, sans-serif; }
      main { max-width: 34rem; padding: 2rem; }
      h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.2; }
      p { margin: 0 0 1.5rem; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0;
        padding-top: 1rem; border-top: 1px solid #c8c8d0; font-size: .9375rem; }
      dt { color: #55555e; }
      dd { margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
      @media (prefers-color-scheme: dark) {
        body { background: #16161a; color: #ececf1; }
        dl { border-color: #44444e; }
        dt { color: #a9a9b5; }
      }
      </style>
      </head>
      """;

  private static final String BODY =
      """
      <body>
      <main>
      <h1>@title@</h1>
      <p>@sentence@</p>
      <dl>
      <dt>Reason</dt><dd>@reason@</dd>
      <dt>Request</dt><dd>@request@</dd>
      </dl>
      </main>
      </body>
      </html>
      """;

  private ErrorPage() {}

  static String render(int status, ErrorText text, String reason, String id) {
    String title = status + " " + text.title();
    return HEAD.replace("@title@", title)
        + BODY.replace("@title@", title)
            .replace("@sentence@", text.sentence())
            .replace("@reason@", reason)
            .replace("@request@", ErrorFormat.plain(id));
  }
}
