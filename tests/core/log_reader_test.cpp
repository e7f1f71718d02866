#include "core/run/log_reader.h"

#include "core/base/random.h"
#include "core/run/time_bins.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace waferscope {

namespace {

/// A span whose intervals do not overlap, as the emulator writes them.
Span randomSpan(Random& random)
{
    const auto upTo = [&random](std::uint64_t most) { return static_cast<std::int64_t>(random.below(most + 1)); };
    const bool isKernel = upTo(1) == 0;
    Span span{.actor = isKernel ? Actor{KernelActor{KernelId{random.below(4)}}} : Actor{HostActor{}}};
    span.firstSample = upTo(50);
    span.sampleStride = 1 + upTo(3);
    span.samples = 1 + upTo(4);
    span.step = upTo(2);
    span.start = Cycles{upTo(200)};
    span.length = Cycles{1 + upTo(20)};
    span.repeats = upTo(2) == 0 ? 1 : 1 + upTo(30);
    span.period = Cycles{span.repeats == 1 ? 0 : span.length.count() + upTo(15)};
    return span;
}

/// Written out one after the other, by what the comment at Span says.
std::vector<Interval> writtenOut(const Span& span)
{
    std::vector<Interval> intervals;
    Cycles start = span.start;
    std::int64_t sample = span.firstSample;
    for (std::int64_t left = span.repeats; left > 0; --left) {
        intervals.push_back({start, span.length, sample, span.samples, span.step, span.cause});
        start += span.period;
        sample += span.sampleStride;
    }
    return intervals;
}

std::vector<double> binned(const TimeBins& bins, const Span& span)
{
    std::vector<double> shares(bins.count(), 0.0);
    bins.spread(span, [&shares](std::size_t bin, double share) { shares.at(bin) += share; });
    return shares;
}

/// The share of every bin that intervals take, cycle by cycle.
std::vector<double> countedShares(const std::vector<Interval>& intervals, Cycles from, std::int64_t width,
                                  std::size_t count)
{
    std::vector<double> shares(count, 0.0);
    for (const Interval& interval : intervals)
        for (Cycles cycle = interval.start; cycle < interval.end(); cycle += Cycles{1}) {
            const std::int64_t bin = cycle < from ? -1 : (cycle - from).count() / width;
            if (bin >= 0 && bin < static_cast<std::int64_t>(count))
                shares[static_cast<std::size_t>(bin)] += 1.0 / static_cast<double>(width);
        }
    return shares;
}

bool isNear(double a, double b)
{
    return std::abs(a - b) < 1e-9;
}

} // namespace

/// Spans and logs, read by their functions, say what their intervals say written out one by one.
class LogReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSpanIsItsIntervals();
    void timesFallIntoIntervals();
    void binsHoldWhatCanBeSeen();
    void fineIntervalsAreSpreadFromTheFirstToTheLast();
    void findsWhoIsAtWork();
};

static constexpr int kSpans = 300;

void LogReaderTest::aSpanIsItsIntervals()
{
    Random random(1);
    for (int n = 0; n < kSpans; ++n) {
        const Span span = randomSpan(random);
        const std::vector<Interval> wanted = writtenOut(span);
        std::vector<Interval> visited;
        span.forEachInterval([&visited](const Interval& interval) { visited.push_back(interval); });
        QVERIFY(visited == wanted);
        QCOMPARE(span.end().count(), wanted.back().end().count());
    }
}

/// At every cycle from before a span to after it.
void LogReaderTest::timesFallIntoIntervals()
{
    Random random(2);
    for (int n = 0; n < kSpans; ++n) {
        const Span span = randomSpan(random);
        const std::vector<Interval> intervals = writtenOut(span);
        for (Cycles time = span.start - Cycles{3}; time < span.end() + Cycles{3}; time += Cycles{1}) {
            const auto count = [&](auto isPast) { return std::count_if(intervals.begin(), intervals.end(), isPast); };
            QCOMPARE(span.begun(time), count([time](const Interval& each) { return each.start <= time; }));
            QCOMPARE(span.ended(time), count([time](const Interval& each) { return each.end() <= time; }));
            const auto now = std::find_if(intervals.begin(), intervals.end(), [time](const Interval& each) {
                return each.start <= time && time < each.end();
            });
            QVERIFY(span.at(time) == (now == intervals.end() ? std::nullopt : std::optional(*now)));
        }
    }
}

/// Bins of whole cycles, narrower than the period, some of them before, inside and behind the span.
void LogReaderTest::binsHoldWhatCanBeSeen()
{
    Random random(3);
    for (int n = 0; n < kSpans; ++n) {
        const Span span = randomSpan(random);
        const std::int64_t widest = span.repeats == 1 ? 40 : span.period.count();
        const auto width = static_cast<std::int64_t>(1 + random.below(static_cast<std::uint64_t>(widest)));
        const Cycles from{static_cast<std::int64_t>(random.below(300))};
        const std::size_t count = 1 + random.below(60);
        const TimeBins bins(from, from + Cycles{width * static_cast<std::int64_t>(count)}, count);
        const std::vector<double> shares = binned(bins, span);
        const std::vector<double> wanted = countedShares(writtenOut(span), from, width, count);
        QVERIFY(std::equal(shares.begin(), shares.end(), wanted.begin(), wanted.end(), isNear));
    }
}

/// Nothing is lost, nothing lies outside, and inside every bin holds the same.
void LogReaderTest::fineIntervalsAreSpreadFromTheFirstToTheLast()
{
    Span span{.actor = HostActor{}};
    span.start = Cycles{200};
    span.length = Cycles{3};
    span.period = Cycles{10};
    span.repeats = 100; // the last ends at 1193
    const std::vector<double> shares = binned(TimeBins(Cycles{0}, Cycles{1600}, 16), span);
    QVERIFY(isNear(std::accumulate(shares.begin(), shares.end(), 0.0), 3.0)); // 300 cycles, 100 a bin
    for (std::size_t bin = 0; bin < shares.size(); ++bin) {
        const double covered = bin < 2 || bin > 11 ? 0.0 : bin == 11 ? 0.93 : 1.0;
        QVERIFY(isNear(shares[bin], covered * 300.0 / 993.0));
    }
}

void LogReaderTest::findsWhoIsAtWork()
{
    Random random(4);
    constexpr std::size_t kCount = 40;
    std::vector<Span> spans;
    spans.reserve(kCount);
    while (spans.size() < kCount)
        spans.push_back(randomSpan(random));
    const EventLog log{{std::make_shared<const std::vector<Span>>(spans.begin(), spans.begin() + 25),
                        std::make_shared<const std::vector<Span>>(spans.begin() + 25, spans.end())},
                       Cycles{1000}};
    const LogReader reader(log);
    std::vector<Span> read;
    reader.forEachSpan([&read](const Span& span) { read.push_back(span); });
    QVERIFY(read == spans);
    int found = 0;
    for (Cycles time{0}; time < Cycles{900}; time += Cycles{1}) {
        const auto wanted = std::find_if(spans.begin(), spans.end(), [time](const Span& span) {
            return span.actor == Actor{KernelActor{KernelId{2}}} && span.at(time);
        });
        const auto now = reader.findAt<KernelActor>(
            time, [](const KernelActor& actor, const Span&) { return actor.kernel == KernelId{2}; });
        QCOMPARE(now.has_value(), wanted != spans.end());
        if (!now)
            continue;
        ++found;
        QVERIFY(now->span == *wanted && now->interval == *wanted->at(time));
        QVERIFY(isNear(now->shareBy(now->interval.start), 0.0) && isNear(now->shareBy(now->interval.end()), 1.0));
    }
    QVERIFY(found > 100);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LogReaderTest)
#include "log_reader_test.moc"
