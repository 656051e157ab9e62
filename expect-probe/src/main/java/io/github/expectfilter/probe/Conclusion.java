package io.github.expectfilter.probe;

/**
 * A verdict with its reasons.
 *
 * @param because what it rests on
 * @param advice what to do
 */
record Conclusion(Verdict verdict, String because, String advice) {}
