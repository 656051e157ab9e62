package io.github.expectfilter.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.github.expectfilter.browser.DevTools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser. Run by {@code mvn -Pbrowser -pl sample-app -am test}; the pictures are left in
 * target/screenshots.
 */
@Tag("browser")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class HandshakePageBrowserTests {

    private static final Path PICTURES = Path.of("target", "screenshots");

    /** Every text that is less readable than WCAG 2.2 AA asks for. */
    private static final String POOR_CONTRAST = """
            (() => {
              const channels = color => color.match(/[0-9.]+/g).map(Number);
              const luminance = color => channels(color).slice(0, 3).map(c => c / 255)
                .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const background = element => {
                const color = getComputedStyle(element).backgroundColor;
                return channels(color)[3] === 0 ? background(element.parentElement) : color;
              };
              const poor = [];
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const element = texts.currentNode.parentElement;
                if (texts.currentNode.data.trim() && element.tagName !== 'NOSCRIPT') {
                  const both = [luminance(getComputedStyle(element).color), luminance(background(element))];
                  const contrast = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
                  if (contrast < 4.5) {
                    poor.push(texts.currentNode.data.trim() + ': ' + contrast.toFixed(2));
                  }
                }
              }
              return poor.join('; ');
            })()
            """;

    private static DevTools browser;

    @TempDir
    static Path folder;

    /** The browser may still be writing into it when it has been told to end. */
    @TempDir(cleanup = CleanupMode.NEVER)
    static Path profile;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry registry) {
        registry.add("sample.folder", () -> folder.toString());
    }

    @BeforeAll
    static void start() throws Exception {
        browser = DevTools.start(profile);
        Files.createDirectories(PICTURES);
    }

    @BeforeEach
    void browserIsThere() {
        Assumptions.assumeTrue(browser != null, "No Chromium is installed (Debian: apt-get install chromium)");
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "welcome,             good, 201 Created,                came first,   '1,000,000 of 1,000,000 bytes', stays open",
        "too-large,           bad,  413 Content Too Large,      did not come, '0 of 60,000,000 bytes',        closed",
        "wrong-type,          bad,  415 Unsupported Media Type, did not come, '0 of 1,000,000 bytes',         closed",
        "unknown-expectation, bad,  417 Expectation Failed,     did not come, '0 of 1,000,000 bytes',         closed",
        "http-1.0,            good, 201 Created,                did not come, '1,000,000 of 1,000,000 bytes', closed"
    })
    void showsWhatWasOnTheWire(
            String name, String kind, String status, String continued, String content, String connection)
            throws Exception {
        open(1280, 900, "light", "reduce");
        press("[data-handshake='" + name + "']");
        picture(name);

        assertNothingIsWrong();
        assertThat(text(".facts")).contains(status, continued, content, connection);
        assertThat(text(".facts div")).isEqualTo("Final status\n" + status);
        assertThat(browser.evaluate("document.querySelector('.facts div').className")
                        .textValue())
                .isEqualTo(kind);
        assertThat(text("#happened")).contains(status);
        assertThat(text("#result-title"))
                .isEqualTo(text("[data-handshake='" + name + "'] .title"))
                .isNotEmpty();
        String expect = name.equals("unknown-expectation") ? "Expect: virus-scan" : "Expect: 100-continue";
        assertThat(text(".sequence li")).contains("Header section", expect, "Host: 127.0.0.1:" + port);
        assertThat(text(".sequence")).contains(" ms", status);
        assertThat(text(".sequence").matches("(?s).*[Nn]o 100 Continue.*")).isEqualTo(continued.equals("did not come"));
        assertThat(text(".sequence").contains("stay with the client")).isEqualTo(content.startsWith("0 "));
        assertThat(text(".commands")).contains("http://localhost:" + port + "/").doesNotContain("{");
        assertThat(number("document.querySelectorAll('button[aria-current]').length"))
                .isEqualTo(1);
    }

    @Test
    void showsWhatWasSentInVain() throws Exception {
        open(1280, 900, "light", "reduce");
        press("[data-handshake='without-expect']");
        picture("without-expect");

        assertNothingIsWrong();
        assertThat(text(".facts")).contains("413 Content Too Large").doesNotContain(" 0 of");
        assertThat(text(".facts .late")).endsWith(" of 60,000,000 bytes");
        assertThat(text(".sequence .wasted")).contains("Content: ").endsWith(" ms");
    }

    @ParameterizedTest
    @CsvSource({
        "360,  780, light, phone",
        "360,  780, dark,  phone-dark",
        "1280, 900, dark,  desktop-dark",
        "768, 1024, light, tablet"
    })
    void isReadable(int width, int height, String colors, String picture) throws Exception {
        open(width, height, colors, "reduce");
        picture(picture + "-start");
        assertReadable(width, colors);
        double top = number("document.querySelector('button').getBoundingClientRect().top + scrollY");
        for (String name : List.of("too-large", "welcome", "wrong-type")) {
            press("[data-handshake='" + name + "']");
            assertReadable(width, colors);
            picture(picture + "-" + name);
        }
        assertThat(number("document.querySelector('button').getBoundingClientRect().top + scrollY"))
                .as("nothing has moved what is pressed")
                .isEqualTo(top);
        if (width < 600) {
            assertThat(number("document.querySelector('#result').getBoundingClientRect().top"))
                    .as("the result has come into view")
                    .isLessThan(height / 2.0);
        }
        assertNothingIsWrong();
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light, probe", "360, 780, dark, probe-phone-dark"})
    void probes(int width, int height, String colors, String picture) throws Exception {
        open(width, height, colors, "reduce");
        press("[data-probe]");
        picture(picture);

        assertNothingIsWrong();
        assertReadable(width, colors);
        assertThat(text("#happened")).startsWith("EFFECTIVE");
        assertThat(text("table")).contains("rfc9110/10.1.1/refused-before-100").doesNotContain("Not as hoped");
        assertThat(number("document.querySelectorAll('tbody tr').length")).isGreaterThan(5);
        assertThat(number("document.querySelectorAll('tbody th[scope=row]').length"))
                .isEqualTo(number("document.querySelectorAll('tbody tr').length"));
    }

    @Test
    void canBeUsedByKeyboardAndScreenReader() throws Exception {
        open(1280, 900, "light", "reduce");
        // Past the link in the introduction and the first button.
        for (int i = 0; i < 3; i++) {
            key("Tab");
        }
        assertThat(browser.evaluate("document.activeElement.dataset.handshake").textValue())
                .isEqualTo("too-large");
        assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                        .textValue())
                .isEqualTo("solid");
        key("Enter");
        awaitResult();
        assertThat(text("#happened")).startsWith("413 Content Too Large");
        assertThat(browser.evaluate("document.activeElement.dataset.handshake").textValue())
                .as("the focus stays")
                .isEqualTo("too-large");

        JsonNode nodes = browser.call("Accessibility.getFullAXTree", Map.of()).get("nodes");
        assertThat(nodes.findValues("role"))
                .extracting(role -> role.get("value").asText())
                .contains("main", "heading", "button", "status", "list", "banner", "contentinfo");
        assertThat(browser.evaluate("document.documentElement.lang").textValue())
                .isEqualTo("en");
        assertThat(number("document.querySelectorAll('h1').length")).isEqualTo(1);
        assertNothingIsWrong();
    }

    @ParameterizedTest
    @CsvSource({"reduce, none", "no-preference, appear"})
    void nothingMovesForThoseWhoPreferThat(String motion, String animation) throws Exception {
        open(1280, 900, "light", motion);
        press("[data-handshake='too-large']");
        assertThat(browser.evaluate("getComputedStyle(document.querySelector('.sequence li')).animationName")
                        .textValue())
                .isEqualTo(animation);
        assertNothingIsWrong();
    }

    @Test
    void saysWhenTheServerIsBusyOrGone() throws Exception {
        open(1280, 900, "light", "reduce");
        browser.evaluate(
                "window.fetch = async () => new Response("
                        + "'{\"status\":503,\"title\":\"Service Unavailable\",\"detail\":\"Again in a second.\"}', {status: 503})");
        press("[data-handshake='too-large']");
        assertThat(text("#happened")).isEqualTo("503 Service Unavailable. Again in a second.");
        browser.evaluate("window.fetch = async () => { throw new TypeError('gone'); }");
        press("[data-handshake='too-large']");
        assertThat(text("#happened")).startsWith("The server cannot be reached");
        assertNothingIsWrong();
    }

    private void open(int width, int height, String colors, String motion) throws Exception {
        boolean phone = width < 600;
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        browser.call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", colors),
                                Map.of("name", "prefers-reduced-motion", "value", motion))));
        browser.open("http://localhost:" + port + "/");
    }

    private static void press(String selector) throws Exception {
        browser.evaluate("document.querySelector(\"" + selector + "\").click()");
        awaitResult();
    }

    private static void awaitResult() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!"false"
                .equals(browser.evaluate("document.querySelector('#result').getAttribute('aria-busy')")
                        .textValue())) {
            assertThat(System.nanoTime()).as("still waiting for a result").isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static void key(String key) throws Exception {
        Map<String, Object> event = Map.of(
                "key",
                key,
                "code",
                key,
                "windowsVirtualKeyCode",
                key.equals("Tab") ? 9 : 13,
                "text",
                key.equals("Tab") ? "" : "\r",
                "type",
                "keyDown");
        browser.call("Input.dispatchKeyEvent", event);
        browser.call("Input.dispatchKeyEvent", Map.of("key", key, "code", key, "type", "keyUp"));
    }

    /** The whole page; on a phone only what is in view. */
    private static void picture(String name) throws Exception {
        String data = browser.call(
                        "Page.captureScreenshot",
                        Map.of("format", "png", "captureBeyondViewport", number("innerWidth") > 600))
                .get("data")
                .textValue();
        Files.write(PICTURES.resolve(name + ".png"), Base64.getDecoder().decode(data));
    }

    private void assertNothingIsWrong() {
        assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
        assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
        assertThat(browser.events("Log.entryAdded")).isEmpty();
        assertThat(browser.events("Network.requestWillBeSent"))
                .extracting(sent -> sent.get("request").get("url").textValue())
                .as("this server and no other")
                .isNotEmpty()
                .allMatch(url -> url.startsWith("http://localhost:" + port + "/"));
    }

    private static void assertReadable(int width, String colors) throws Exception {
        assertThat(number("innerWidth")).as("the viewport is the device's").isEqualTo(width);
        assertThat(number("document.documentElement.scrollWidth"))
                .as("no scrolling sideways")
                .isLessThanOrEqualTo(width);
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('pre, table, .label')]"
                                        + ".filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent).join()")
                        .textValue())
                .as("no scrolling sideways inside")
                .isEmpty();
        assertThat(browser.evaluate(POOR_CONTRAST).textValue()).isEmpty();
        boolean dark = browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .textValue()
                .equals("rgb(21, 24, 28)");
        assertThat(dark).isEqualTo(colors.equals("dark"));
    }

    private static String text(String selector) throws Exception {
        return browser.evaluate("document.querySelector(\"" + selector + "\").innerText")
                .textValue();
    }

    private static double number(String expression) throws Exception {
        return browser.evaluate(expression).doubleValue();
    }
}
