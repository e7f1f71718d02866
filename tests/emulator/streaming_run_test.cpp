#include "emulator/step/step_emulator.h"
#include "tests/changed_layout.h"
#include "tests/test_class.h"

#include "core/run/log_reader.h"
#include "sample_runs.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

namespace waferscope {

/// Streamed steps on hosts of any speed.
class StreamingRunTest : public QObject {
    Q_OBJECT

private slots:
    void stepsTakeWhatIsPromised_data() { addSeeds(); }
    void stepsTakeWhatIsPromised();
    void lateInputIsWhatIsLost_data() { addSeeds(); }
    void lateInputIsWhatIsLost();
    void moreWorkersAreNeverSlower_data() { addSeeds(); }
    void moreWorkersAreNeverSlower();
    void workersDeliverEverySampleOnce_data() { addSeeds(); }
    void workersDeliverEverySampleOnce();
    void linksCarryOneStreamAtATime_data() { addSeeds(); }
    void linksCarryOneStreamAtATime();
    void slowWorkersStarveTheFirstLayer();
    void theLastMicroBatchHasItsOwnSize();
    void aSmallerMicroBatchIsPaintedSmaller();
    void aFullTileStallsWhoAwaitsItsWeights();
    void severalSystemsTakeTheirShare();

private:
    static void addSeeds()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < 60; ++seed)
            QTest::addRow("layout %d", seed) << seed;
    }
};

namespace {

using samples::Case;
using samples::emulated;
using samples::Ran;

/// A layout with the host that it runs on.
struct Hosted {
    Case made;
    Assumptions assumptions;

    [[nodiscard]] Emulation run(std::int64_t steps = 1) const { return emulated(made, steps, 0, assumptions); }
    [[nodiscard]] const StreamingFigures& figures() const { return made.evaluation->streaming(); }
};

/// Seconds of a step whatever the workers do.
constexpr double kSlow = 3e-3;

/// Any batch in any micro-batches, by workers from much too slow to fast enough, the host's time short or long, with
/// room for two tiles or without.
Hosted randomHosted(std::uint64_t seed, int workers = 1)
{
    Random random(seed);
    const auto draw = [&random](std::uint64_t most) { return static_cast<std::int64_t>(1 + random.below(most)); };
    const Layout streamed = *samples::streamedCase(seed, draw(120), draw(30)).layout;
    const double least = std::pow(10.0, 2.0 + 3.0 * static_cast<double>(random.below(100)) / 100.0);
    Assumptions assumptions = shippedAssumptions()
                                  .with("worker_samples_per_second", least)
                                  .value()
                                  .with("host_seconds", random.below(2) == 0 ? 0.0 : kSlow)
                                  .value()
                                  .with("phase_seconds", 1e-5)
                                  .value();
    auto machine = std::make_shared<Installation>(*streamed.installation());
    if (random.below(3) == 0)
        machine->system.sram = machine->system.reservedSram + Bytes{1}; // a warning, not a violation
    Layout layout = samples::withProblem(streamed, [&](LayoutProblem& problem) {
        problem.installation = machine;
        problem.execution.workers = workers;
    });
    return {samples::evaluated(std::move(layout), assumptions), assumptions};
}

double secondsOfStep(const Hosted& hosted, const Emulation& emulation)
{
    return static_cast<double>(emulation.cycles.count()) / static_cast<double>(emulation.steps)
        / hosted.made.layout->system().clock.count();
}

std::int64_t lost(const Emulation& emulation, StallCause cause)
{
    return emulation.stalls.at(static_cast<std::size_t>(cause)).count();
}

} // namespace

/// Never faster than the formula, and slower by no more than the rounding of the host's time.
void StreamingRunTest::stepsTakeWhatIsPromised()
{
    QFETCH(const int, seed);
    const Hosted hosted = randomHosted(static_cast<std::uint64_t>(seed));
    const double late = secondsOfStep(hosted, hosted.run()) - hosted.made.evaluation->step.count();
    const double cycle = 1.0 / hosted.made.layout->system().clock.count();
    QVERIFY2(late > -1e-3 * cycle && late < 1.001 * cycle, std::to_string(late / cycle).c_str());
}

/// What the step takes beyond its layers, new weights and the host is in the log as waits of the first layer.
void StreamingRunTest::lateInputIsWhatIsLost()
{
    QFETCH(const int, seed);
    const Hosted hosted = randomHosted(static_cast<std::uint64_t>(seed));
    const Emulation emulation = hosted.run();
    Hosted fed = hosted;
    fed.assumptions = fed.assumptions.with("worker_samples_per_second", 1e12).value();
    fed.made = samples::evaluated(*fed.made.layout, fed.assumptions);
    const std::int64_t late = (emulation.cycles - fed.run().cycles).count();
    QCOMPARE(qint64{lost(fed.run(), StallCause::Worker)}, qint64{0});
    QCOMPARE(qint64{lost(emulation, StallCause::Worker)}, qint64{late});
    std::int64_t waited = 0;
    LogReader(emulation.log).forEachSpanOf<KernelActor>([&](const KernelActor& actor, const Span& span) {
        if (span.cause == StallCause::Worker && actor.kernel == KernelId{0})
            waited += span.length.count() * span.repeats;
    });
    QCOMPARE(qint64{waited}, qint64{late});
}

void StreamingRunTest::moreWorkersAreNeverSlower()
{
    QFETCH(const int, seed);
    double before = 0.0;
    for (int workers = 1; workers <= 8; ++workers) {
        const double rate = randomHosted(static_cast<std::uint64_t>(seed), workers).run().samples.count();
        QVERIFY2(rate >= before, std::to_string(workers).c_str());
        before = rate;
    }
}

/// One delivery after the other, within the step, and no more than what it takes.
void StreamingRunTest::workersDeliverEverySampleOnce()
{
    QFETCH(const int, seed);
    const Hosted hosted = randomHosted(static_cast<std::uint64_t>(seed));
    const Emulation emulation = hosted.run(2);
    std::map<std::int64_t, std::int64_t> deliveries; // ends by start
    LogReader(emulation.log).forEachSpanOf<WorkerActor>([&](const WorkerActor&, const Span& span) {
        span.forEachInterval([&](const Interval& work) { deliveries[work.start.count()] = work.end().count(); });
    });
    std::int64_t delivered = 0;
    std::int64_t before = 0;
    for (const auto& [start, end] : deliveries) {
        QVERIFY(start >= before && end <= emulation.cycles.count());
        delivered += end - start;
        before = end;
    }
    QCOMPARE(qint64{delivered}, qint64{2 * hosted.figures().inputOfBatch.count()});
}

/// Weights and activations that come, one after the other; gradients and activations that leave, likewise.
void StreamingRunTest::linksCarryOneStreamAtATime()
{
    QFETCH(const int, seed);
    const Emulation emulation = randomHosted(static_cast<std::uint64_t>(seed)).run(2);
    std::multimap<std::int64_t, std::int64_t> streams[2]; // ends by start
    LogReader(emulation.log).forEachSpanOf<WeightStreamActor>([&](const WeightStreamActor& actor, const Span& span) {
        span.forEachInterval([&](const Interval& work) {
            streams[static_cast<std::size_t>(actor.direction)].emplace(work.start.count(), work.end().count());
        });
    });
    for (const auto& link : streams) {
        std::int64_t before = 0;
        for (const auto& [start, end] : link) {
            QVERIFY(start >= before);
            before = end;
        }
        QVERIFY(!link.empty());
    }
}

/// 100 samples a second: the wafer waits nearly all the time, and the first layer says for whom.
void StreamingRunTest::slowWorkersStarveTheFirstLayer()
{
    for (const std::int64_t microBatch : {50, 17, 3}) {
        const Assumptions slow = shippedAssumptions().with("worker_samples_per_second", 100.0).value();
        const Case made = samples::evaluated(*samples::streamedCase(2, 50, microBatch).layout, slow);
        const Emulation emulation = emulated(made, 2, 0, slow);
        QVERIFY(std::abs(emulation.samples.count() / 100.0 - 1.0) < 1e-6);
        QVERIFY(lost(emulation, StallCause::Worker) > emulation.steady.count() * 9 / 10);
        const KernelTime& first = emulation.kernels.front();
        QCOMPARE(qint64{first.stalled.at(static_cast<std::size_t>(StallCause::Worker)).count()},
                 qint64{2 * lost(emulation, StallCause::Worker)});
        QCOMPARE(kindOf(made.evaluation->bottleneck), BottleneckKind::Input);
    }
}

/// 470 samples by hundreds: the fifth micro-batch does what one of seventy does, in less time.
void StreamingRunTest::theLastMicroBatchHasItsOwnSize()
{
    const Case whole = samples::streamedCase(5, 470, 100);
    const StreamingFigures& figures = whole.evaluation->streaming();
    QCOMPARE(qint64{figures.microBatches}, qint64{5});
    const Layout small =
        samples::withBatch(samples::withSchedule(*whole.layout, {70, 0.0, whole.layout->schedule().retention}), 70);
    QVERIFY(figures.lastPhases == samples::evaluated(small).evaluation->streaming().phases);
    const Case full = samples::evaluated(samples::withBatch(*whole.layout, 500));
    QVERIFY(figures.computeOfStep < full.evaluation->streaming().computeOfStep);
    std::map<std::int64_t, std::int64_t> samples; // by first sample
    LogReader(emulated(whole, 1).log).forEachSpanOf<KernelActor>([&](const KernelActor& actor, const Span& span) {
        if (actor.kernel == KernelId{0} && span.phase == Phase::Forward)
            span.forEachInterval([&](const Interval& work) { samples[work.sample] = work.samples; });
    });
    QVERIFY((samples == std::map<std::int64_t, std::int64_t>{{0, 100}, {100, 100}, {200, 100}, {300, 100}, {400, 70}}));
}

/// In the last micro-batch a field is that of a run of its own.
void StreamingRunTest::aSmallerMicroBatchIsPaintedSmaller()
{
    const Ran ran(samples::streamedCase(6, 13, 10));
    const Layout small =
        samples::withBatch(samples::withSchedule(*ran.layout, {3, 0.0, ran.layout->schedule().retention}), 3);
    const Ran alone(samples::evaluated(small));
    const auto work = ran.intervals(KernelActor{KernelId{0}}, Phase::Forward);
    const auto same = alone.intervals(KernelActor{KernelId{0}}, Phase::Forward);
    QCOMPARE(work.size(), std::size_t{4}); // of two steps
    bool differs = false;
    for (const FieldKind kind : {FieldKind::Busy, FieldKind::SramTraffic, FieldKind::LinkDemand, FieldKind::Role}) {
        const std::int64_t length = work[1].second - work[1].first;
        const Field last = ran.whole(work[1].first + length / 2, kind);
        QVERIFY(last.values == alone.whole(same[0].first + length / 2, kind).values);
        differs = differs || last.values != ran.whole(work[0].first + length / 2, kind).values;
    }
    QVERIFY(differs);
}

/// Where two tiles do not fit, weights set out late: the layer waits for room, and then for its weights.
void StreamingRunTest::aFullTileStallsWhoAwaitsItsWeights()
{
    const Layout roomy = *samples::streamedCase(9, 20, 10).layout;
    auto machine = std::make_shared<Installation>(*roomy.installation());
    machine->system.io = BytesPerSecond{1e8}; // so that weights take longer than the layers before them
    const auto outputs = [&](Bytes room) {
        machine->system.sram = machine->system.reservedSram + room;
        const Case made = samples::evaluated(samples::withProblem(roomy, [&](LayoutProblem& problem) {
            problem.installation = std::make_shared<const Installation>(*machine);
        }));
        std::int64_t stalled = 0;
        LogReader(emulated(made, 1).log).forEachSpanOf<KernelActor>([&](const KernelActor&, const Span& span) {
            if (span.cause == StallCause::Output)
                stalled += span.length.count() * span.repeats;
        });
        return stalled;
    };
    QVERIFY(outputs(Bytes{1}) > outputs(Bytes{40'000}));
}

void StreamingRunTest::severalSystemsTakeTheirShare()
{
    const Layout alone = *samples::streamedCase(3, 40, 7).layout;
    const Case made =
        samples::evaluated(samples::withProblem(alone, [](LayoutProblem& problem) { problem.execution.systems = 3; }));
    const Emulation emulation = emulated(made, 1);
    QCOMPARE(qint64{emulation.samplesPerStep}, qint64{14});
    QCOMPARE(qint64{made.evaluation->streaming().microBatches}, qint64{2});
    LogReader(emulation.log).forEachSpan([](const Span& span) { QVERIFY(span.firstSample + span.samples <= 14); });
    QVERIFY(emulation.samples.count() <= made.evaluation->numbers.samples.count());
    QVERIFY(emulation.samples.count() > 0.999 * made.evaluation->numbers.samples.count());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::StreamingRunTest)
#include "streaming_run_test.moc"
