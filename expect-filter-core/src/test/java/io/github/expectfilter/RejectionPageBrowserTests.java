package io.github.expectfilter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
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

import io.github.expectfilter.browser.DevTools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of a rejection in a real browser. Run by {@code mvn -Pbrowser -pl expect-filter-core -am test}; the pictures are
 * left in target/screenshots.
 */
@Tag("browser")
class RejectionPageBrowserTests {

    private static final String LONG_WORD = "unbreakable".repeat(20);

    private static final Path PICTURES = Path.of("target", "screenshots");

    private static final Tomcat tomcat = new Tomcat();

    private static DevTools browser;

    @TempDir
    static Path base;

    /** The browser may still be writing into it when it has been told to end. */
    @TempDir(cleanup = CleanupMode.NEVER)
    static Path profile;

    @BeforeAll
    static void start() throws Exception {
        browser = DevTools.start(profile);
        if (browser == null) {
            return;
        }
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        deploy("", ExpectFilterConfig.builder());
        deploy(
                "/template",
                ExpectFilterConfig.builder()
                        .rejectionHtmlTemplate("<!DOCTYPE html><html lang=\"en\"><title>{title}</title>"
                                + "<style>h1 { color: rgb(1, 2, 3); }\r\n</style><h1>{title}</h1>"));
        tomcat.start();
        Files.createDirectories(PICTURES);
    }

    @BeforeEach
    void browserIsThere() {
        Assumptions.assumeTrue(browser != null, "No Chromium is installed (Debian: apt-get install chromium)");
    }

    private static void deploy(String path, ExpectFilterConfig.Builder config) {
        Context context = tomcat.addContext(path, base.toString());
        FilterDef filter = new FilterDef();
        filter.setFilterName("expect");
        filter.setFilter(new ExpectFilter(config.build()));
        context.addFilterDef(filter);
        FilterMap map = new FilterMap();
        map.setFilterName("expect");
        map.addURLPattern("/*");
        context.addFilterMap(map);
        // No browser sends Expect, so it is the application that rejects.
        Tomcat.addServlet(context, "throwing", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                throw "/long".equals(request.getPathInfo())
                        ? new ExpectationFailedException(LONG_WORD)
                        : new ExpectationFailedException();
            }
        });
        context.addServletMappingDecoded("/*", "throwing");
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private static void open(String path, int width, int height, String colors, String picture) throws Exception {
        boolean phone = width < 600;
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
        browser.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colors))));
        browser.open("http://localhost:" + tomcat.getConnector().getLocalPort() + path);
        String data = browser.call("Page.captureScreenshot", Map.of("format", "png"))
                .get("data")
                .textValue();
        Files.write(PICTURES.resolve(picture + ".png"), Base64.getDecoder().decode(data));
    }

    /** The 417 itself is an entry of the log, like every failed request; nothing else may be. */
    private static void assertNothingIsWrong() {
        assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
        assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
        assertThat(browser.events("Log.entryAdded"))
                .extracting(entry -> entry.get("entry").get("text").textValue())
                .allMatch(text -> text.startsWith("Failed to load resource") && text.contains("417"));
    }

    private static double number(String expression) throws Exception {
        return browser.evaluate(expression).doubleValue();
    }

    @ParameterizedTest
    @CsvSource({
        "/,     390,  844, light, phone",
        "/,     390,  844, dark,  phone-dark",
        "/,    1280,  800, light, desktop",
        "/,    1280,  800, dark,  desktop-dark",
        "/long, 320,  568, light, small-phone-long-word"
    })
    void isReadable(String path, int width, int height, String colors, String picture) throws Exception {
        open(path, width, height, colors, picture);

        assertNothingIsWrong();
        assertThat(browser.events("Network.requestWillBeSent"))
                .extracting(sent -> sent.get("request").get("url").textValue())
                .as("the page itself and nothing else")
                .hasSize(1);
        assertThat(browser.evaluate("document.compatMode").textValue()).isEqualTo("CSS1Compat");
        assertThat(browser.evaluate("document.title").textValue()).isEqualTo("417 Expectation Failed");
        assertThat(number("innerWidth")).as("the viewport is the device's").isEqualTo(width);
        assertThat(number("document.documentElement.scrollWidth"))
                .as("no scrolling sideways")
                .isLessThanOrEqualTo(width);
        assertThat(number("document.querySelector('h1').getBoundingClientRect().left"))
                .as("not at the very edge: the style is applied")
                .isGreaterThanOrEqualTo(16);
        assertThat(number("document.querySelector('main').getBoundingClientRect().width"))
                .as("lines of a length that can be read")
                .isLessThanOrEqualTo(640);
        assertThat(number("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"))
                .isGreaterThanOrEqualTo(16);
        for (String selector : List.of("h1", "main p", ".reason")) {
            assertThat(contrast(selector)).as("WCAG 2.2 AA, %s", selector).isGreaterThanOrEqualTo(4.5);
        }
        boolean dark = luminance(browser.evaluate("getComputedStyle(document.body).backgroundColor")) < 0.2;
        assertThat(dark).isEqualTo(colors.equals("dark"));
    }

    @Test
    void aScreenReaderFindsItsWay() throws Exception {
        open("/", 390, 844, "light", "phone");

        JsonNode nodes = browser.call("Accessibility.getFullAXTree", Map.of()).get("nodes");
        assertThat(nodes.findValues("role"))
                .extracting(role -> role.get("value").asText())
                .contains("main", "heading");
        assertThat(browser.evaluate("document.documentElement.lang").textValue())
                .isEqualTo("en");
        assertThat(number("document.querySelectorAll('h1').length")).isEqualTo(1);
    }

    @Test
    void theStyleOfATemplateIsApplied() throws Exception {
        open("/template/", 390, 844, "light", "template");

        assertNothingIsWrong();
        assertThat(browser.evaluate("getComputedStyle(document.querySelector('h1')).color")
                        .textValue())
                .isEqualTo("rgb(1, 2, 3)");
    }

    private static double contrast(String selector) throws Exception {
        double text = luminance(browser.evaluate("getComputedStyle(document.querySelector('" + selector + "')).color"));
        double background = luminance(browser.evaluate("getComputedStyle(document.body).backgroundColor"));
        return (Math.max(text, background) + 0.05) / (Math.min(text, background) + 0.05);
    }

    /** Relative luminance of {@code rgb(r, g, b)} as WCAG 2.2 defines it. */
    private static double luminance(JsonNode color) {
        String[] parts = color.textValue().replaceAll("[^0-9,]", "").split(",");
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double c = Integer.parseInt(parts[i]) / 255.0;
            sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
