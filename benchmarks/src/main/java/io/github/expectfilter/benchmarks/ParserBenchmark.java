package io.github.expectfilter.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.github.expectfilter.ExpectField;

/** What reading the field costs, up to the longest that is read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParserBenchmark {

    private List<String> canonical = List.of("100-continue");
    private List<String> list = List.of(wellFormed("a".repeat(63) + ",", ExpectField.MAX_MEMBERS));
    private List<String> quoted = List.of(wellFormed("x=\"" + "\\\"".repeat(254) + "\"", 1));

    /** Otherwise a mistake in the value would measure how fast it is refused. */
    private static String wellFormed(String member, int times) {
        String value = member.repeat(times);
        ExpectField field = ExpectField.parse(List.of(value));
        if (value.length() != ExpectField.MAX_LENGTH || field.form() != ExpectField.Form.WELL_FORMED) {
            throw new IllegalStateException(field.toString());
        }
        return value;
    }

    /** {@code 100-continue}. */
    @Benchmark
    public ExpectField canonical() {
        return ExpectField.parse(canonical);
    }

    /** 8 members in 512 characters. */
    @Benchmark
    public ExpectField list512() {
        return ExpectField.parse(list);
    }

    /** One quoted value with an escape in every second of 512 characters. */
    @Benchmark
    public ExpectField quoted512() {
        return ExpectField.parse(quoted);
    }
}
