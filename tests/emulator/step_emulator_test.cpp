#include "emulator/step/step_emulator.h"
#include "tests/changed_layout.h"
#include "tests/test_class.h"

#include "emulator/step/digest.h"
#include "model/pipelined/kernel_cost.h"
#include "sample_layouts.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

namespace waferscope {

class StepEmulatorTest : public QObject {
    Q_OBJECT

private slots:
    void everyCycleIsAccountedFor_data() { addSeeds(); }
    void everyCycleIsAccountedFor();
    void groupsWorkOnOneSampleAtATimeInOrder_data() { addSeeds(); }
    void groupsWorkOnOneSampleAtATimeInOrder();
    void slotsAndStashAreNeverExceeded_data() { addSeeds(); }
    void slotsAndStashAreNeverExceeded();
    void rateIsTheFormulasButForTheStalls_data() { addSeeds(); }
    void rateIsTheFormulasButForTheStalls();
    void ratesAreTheOnesPromised_data() { addSeeds(); }
    void ratesAreTheOnesPromised();
    void recomputationDoublesForwardAlone();
    void systemsSumTheirGradientsBeforeAnyUpdate();
    void streamedStepsTakeWhatTheFormulaSays_data() { addSeeds(); }
    void streamedStepsTakeWhatTheFormulaSays();
    void logIsSortedAndWholeAtItsWatermark();
    void threadsChangeNothing();
    void otherRunsHaveOtherDigests();
    void illegalLayoutsAreRefusedWithTheReason();
    void stepsBelowOneAreRefused();
    void stopsAfterTheStepAtHand();
    void severalSystemsShareTheBatch();

private:
    static void addSeeds()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < 40; ++seed)
            QTest::addRow("layout %d", seed) << seed;
    }
};

using samples::Case;
using samples::emulated;
using samples::evaluated;
using samples::randomCase;
using samples::streamedCase;

struct Piece {
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t step = 0;
    std::int64_t sample = 0;
};

/// By actor and phase.
using Pieces = std::map<std::pair<std::string, Phase>, std::vector<Piece>>;

/// Every interval of the log, in the order of time.
static Pieces piecesOf(const EventLog& log)
{
    Pieces pieces;
    for (const SpanChunk& chunk : log.chunks)
        for (const Span& span : *chunk)
            for (std::int64_t i = 0; i < span.repeats; ++i) {
                const std::int64_t start = (span.start + span.period * i).count();
                pieces[{nameOf(span.actor), span.phase}].push_back(
                    {start, start + span.length.count(), span.step, span.firstSample + i * span.sampleStride});
            }
    for (auto& [key, list] : pieces)
        std::sort(list.begin(), list.end(), [](const Piece& a, const Piece& b) { return a.start < b.start; });
    return pieces;
}

static std::int64_t sumOf(const StallCycles& stalled)
{
    std::int64_t sum = 0;
    for (const Cycles cycles : stalled)
        sum += cycles.count();
    return sum;
}

/// Cycles that a kernel works and waits by the log's own tale.
struct Told {
    std::int64_t busy = 0;
    std::int64_t stalled = 0;
};

static Told toldOf(const Pieces& pieces, std::size_t kernel)
{
    Told told;
    std::set<std::pair<std::int64_t, std::int64_t>> work;
    for (const auto& [key, list] : pieces) {
        if (key.first != "kernel " + std::to_string(kernel))
            continue;
        for (const Piece& piece : list)
            if (key.second == Phase::Stall)
                told.stalled += piece.end - piece.start;
            else
                work.insert({piece.start, piece.end});
    }
    std::int64_t covered = 0;
    for (const auto& [start, end] : work) {
        told.busy += std::max<std::int64_t>(0, end - std::max(covered, start));
        covered = std::max(covered, end);
    }
    return told;
}

void StepEmulatorTest::everyCycleIsAccountedFor()
{
    QFETCH(const int, seed);
    const Case cases[] = {randomCase(static_cast<std::uint64_t>(seed), 300),
                          streamedCase(static_cast<std::uint64_t>(seed), 50, 20)};
    for (const Case& made : cases) {
        const Emulation emulation = emulated(made, 3);
        const Pieces pieces = piecesOf(emulation.log);
        for (std::size_t k = 0; k < emulation.kernels.size(); ++k) {
            const KernelTime& time = emulation.kernels[k];
            const Told told = toldOf(pieces, k);
            QCOMPARE(time.busy.count() + time.idle.count() + sumOf(time.stalled), emulation.cycles.count());
            QVERIFY(time.busy.count() > 0 && time.idle.count() >= 0 && time.stalled.at(0).count() == 0);
            QCOMPARE(told.stalled, sumOf(time.stalled));
            QCOMPARE(told.busy, time.busy.count());
        }
    }
}

void StepEmulatorTest::groupsWorkOnOneSampleAtATimeInOrder()
{
    QFETCH(const int, seed);
    constexpr std::int64_t kBatch = 400;
    const Case made = randomCase(static_cast<std::uint64_t>(seed), kBatch);
    std::size_t groups = 0;
    for (const auto& [key, list] : piecesOf(emulated(made).log)) {
        if (key.second == Phase::Stall || key.second == Phase::Host || key.second == Phase::Update)
            continue;
        QCOMPARE(list.size(), static_cast<std::size_t>(2 * kBatch));
        for (std::size_t i = 0; i < list.size(); ++i) {
            QCOMPARE(list[i].sample, static_cast<std::int64_t>(i) % kBatch);
            QCOMPARE(list[i].step, static_cast<std::int64_t>(i) / kBatch);
            QVERIFY(i == 0 || list[i - 1].end <= list[i].start);
        }
        ++groups;
    }
    QVERIFY(groups >= made.layout->graph()->size() + made.layout->graph()->edges().size());
}

/// Samples between the end of forward and of the gradients: never more than the evaluation says.
static bool stashSuffices(Pieces& pieces, std::size_t kernel, std::size_t stash)
{
    const std::string name = "kernel " + std::to_string(kernel);
    const std::vector<Piece>& weights = pieces[{name, Phase::WeightGradient}];
    const std::vector<Piece>& gradients = weights.empty() ? pieces[{name, Phase::InputGradient}] : weights;
    const std::vector<Piece>& forward = pieces[{name, Phase::Forward}];
    if (forward.empty() || (!gradients.empty() && gradients.size() != forward.size()))
        return false;
    for (std::size_t i = 0; i < gradients.size(); ++i)
        if (gradients[i].start < forward[i].end || (i >= stash && forward[i].end < gradients[i - stash].end))
            return false;
    return true;
}

/// The first wavelet arrives when a slot is free, and the consumer begins when the last has arrived.
static bool slotsSuffice(Pieces& pieces, std::size_t edge, KernelId consumer, std::int64_t distance,
                         std::size_t slotCount)
{
    const std::vector<Piece>& sent = pieces[{"stream " + std::to_string(edge) + " forward", Phase::Forward}];
    const std::vector<Piece>& used = pieces[{"kernel " + std::to_string(consumer.index()), Phase::Forward}];
    if (sent.empty() || sent.size() != used.size())
        return false;
    for (std::size_t i = 0; i < sent.size(); ++i)
        if (used[i].start < sent[i].end + distance
            || (i >= slotCount && sent[i].start + distance < used[i - slotCount].end))
            return false;
    return true;
}

void StepEmulatorTest::slotsAndStashAreNeverExceeded()
{
    QFETCH(const int, seed);
    const Case made = randomCase(static_cast<std::uint64_t>(seed), 200);
    const KernelGraph& graph = *made.layout->graph();
    Pieces pieces = piecesOf(emulated(made).log);
    QCOMPARE(std::any_of(pieces.begin(), pieces.end(),
                         [](const auto& entry) { return entry.first.second == Phase::WeightGradient; }),
             made.layout->execution().run == Run::Train);
    for (std::size_t k = 0; k < graph.size(); ++k)
        QVERIFY(stashSuffices(pieces, k, static_cast<std::size_t>(made.evaluation->pipelined().stash[k])));
    for (std::size_t e = 0; e < graph.edges().size(); ++e)
        QVERIFY(slotsSuffice(pieces, e, graph.edges()[e].to, made.evaluation->pipelined().edges[e].distance.count(),
                             static_cast<std::size_t>(slotsOf(graph, EdgeId{e}))));
}

void StepEmulatorTest::rateIsTheFormulasButForTheStalls()
{
    QFETCH(const int, seed);
    const Case made = randomCase(static_cast<std::uint64_t>(seed), 2000);
    const Emulation emulation = emulated(made);
    const double lost = static_cast<double>(sumOf(emulation.stalls)) / static_cast<double>(emulation.steady.count());
    const double predicted = unhinderedRate(made) * (1.0 - lost);
    QVERIFY2(std::abs(predicted / emulation.samples.count() - 1.0) < 0.01,
             std::to_string(predicted / emulation.samples.count()).c_str());
    QVERIFY(lost >= 0.0);
}

/// What waiting costs is promised: neither rate is more than 1 % off, and none is above its formula.
void StepEmulatorTest::ratesAreTheOnesPromised()
{
    QFETCH(const int, seed);
    const Case made = randomCase(static_cast<std::uint64_t>(seed), 4000);
    const Emulation emulation = emulated(made);
    const auto isWithin = [](SamplesPerSecond emulated, SamplesPerSecond promised) {
        return emulated.count() <= promised.count() * 1.0001 && emulated.count() >= promised.count() * 0.99;
    };
    QVERIFY(isWithin(emulation.samples, made.evaluation->numbers.samples));
    QVERIFY(isWithin(emulation.stepSamples, made.evaluation->stepSamples));
}

void StepEmulatorTest::recomputationDoublesForwardAlone()
{
    const Case kept = randomCase(1, 20);
    const Case again = evaluated(
        samples::withProblem(*kept.layout, [](LayoutProblem& problem) { problem.execution.recompute = true; }));
    std::size_t compared = 0;
    Pieces pieces = piecesOf(emulated(again).log);
    for (std::size_t k = 0; k < kept.layout->graph()->size(); ++k) {
        const std::string name = "kernel " + std::to_string(k);
        const std::vector<Piece>& gradients = pieces[{name, Phase::WeightGradient}];
        if (gradients.empty())
            continue;
        const Piece& forward = pieces[{name, Phase::Forward}].front();
        const std::int64_t ofForward = forward.end - forward.start;
        const std::int64_t ofGradients = gradients.front().end - gradients.front().start;
        QVERIFY(ofForward == 2 * ofGradients || ofForward == 2 * ofGradients - 1); // rounded up once
        ++compared;
    }
    QVERIFY(compared > 0);
}

/// The host's all-reduce begins after the last gradient, and no kernel updates before it has ended.
void StepEmulatorTest::systemsSumTheirGradientsBeforeAnyUpdate()
{
    const Case two = evaluated(
        samples::withProblem(*randomCase(1, 64).layout, [](LayoutProblem& problem) { problem.execution.systems = 2; }));
    std::int64_t lastGradient = 0;
    std::int64_t firstUpdate = std::numeric_limits<std::int64_t>::max();
    const Emulation emulation = emulated(two, 1);
    Pieces pieces = piecesOf(emulation.log);
    for (const auto& [key, list] : pieces) {
        if (key.second == Phase::WeightGradient || key.second == Phase::InputGradient)
            lastGradient = std::max(lastGradient, list.back().end);
        if (key.second == Phase::Update && key.first.starts_with("kernel"))
            firstUpdate = std::min(firstUpdate, list.front().start);
    }
    const std::vector<Piece>& allReduce = pieces[{"host", Phase::Update}];
    QCOMPARE(allReduce.size(), std::size_t{1});
    QVERIFY(allReduce.front().start >= lastGradient);
    QCOMPARE(firstUpdate, allReduce.front().end);
}

void StepEmulatorTest::streamedStepsTakeWhatTheFormulaSays()
{
    QFETCH(const int, seed);
    const Case made = streamedCase(static_cast<std::uint64_t>(seed), 100, 10);
    const Emulation emulation = emulated(made);
    const double step = static_cast<double>(emulation.cycles.count()) / 2.0 / made.layout->system().clock.count();
    QVERIFY2(std::abs(step / made.evaluation->step.count() - 1.0) < 0.01,
             std::to_string(step / made.evaluation->step.count()).c_str());
    const double lost = static_cast<double>(sumOf(emulation.stalls)) / static_cast<double>(emulation.steady.count());
    QVERIFY(std::abs(emulation.formulaSamples.count() * (1.0 - lost) / emulation.samples.count() - 1.0) < 0.01);
}

static bool isSorted(const EventLog& log)
{
    std::int64_t start = 0;
    for (const SpanChunk& chunk : log.chunks)
        for (const Span& span : *chunk) {
            if (span.start.count() < start || span.length.count() <= 0 || span.repeats < 1
                || span.end() > log.watermark)
                return false;
            start = span.start.count();
        }
    return true;
}

void StepEmulatorTest::logIsSortedAndWholeAtItsWatermark()
{
    const Case made = randomCase(7, 100);
    StepEmulatorConfig config;
    config.steps = 5000;
    JobControl control;
    std::vector<EventLog> snapshots;
    std::vector<std::int64_t> steps;
    control.publish = [&](const std::shared_ptr<const Partial>& partial) {
        snapshots.push_back(dynamic_cast<const EmulationPartial&>(*partial).log);
        steps.push_back(dynamic_cast<const EmulationPartial&>(*partial).steps);
    };
    double progress = 0.0;
    control.report = [&](double fraction, std::string_view) { progress = fraction; };
    const Result<Emulation> emulation =
        emulateSteps(*made.layout, *made.evaluation, shippedAssumptions(), config, control);
    QVERIFY(emulation.ok() && snapshots.size() > 1);
    QCOMPARE(progress, 1.0);
    QCOMPARE(snapshots.back().watermark, emulation.value().cycles);
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
        QVERIFY(isSorted(snapshots[i])); // and nothing ends after its watermark
        QCOMPARE(snapshots[i].watermark.count(), emulation.value().cycles.count() / config.steps * steps[i]);
        QVERIFY(i == 0 || snapshots[i - 1].watermark < snapshots[i].watermark);
        QVERIFY(i == 0 || snapshots[i].chunks.back()->front().start >= snapshots[i - 1].watermark);
    }
    QVERIFY(isSorted(emulation.value().log));
}

static bool sameLogs(const EventLog& a, const EventLog& b)
{
    if (a.watermark != b.watermark || a.chunks.size() != b.chunks.size())
        return false;
    for (std::size_t i = 0; i < a.chunks.size(); ++i)
        if (*a.chunks[i] != *b.chunks[i])
            return false;
    return true;
}

static std::uint64_t digest(const Case& made, int threads)
{
    const Emulation emulation = emulated(made, 2, threads);
    const FieldEvaluator fields(made.layout, made.evaluation, shippedAssumptions(), emulation.log);
    return digestOf(emulation, fields, threads).value().value;
}

void StepEmulatorTest::threadsChangeNothing()
{
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const Case made = randomCase(seed, 500);
        QVERIFY(sameLogs(emulated(made, 2, 1).log, emulated(made, 2, 2).log));
        QCOMPARE(digest(made, 1), digest(made, 2));
        const Case streamed = streamedCase(seed, 40, 10);
        QCOMPARE(digest(streamed, 1), digest(streamed, 2));
    }
}

void StepEmulatorTest::otherRunsHaveOtherDigests()
{
    std::set<std::uint64_t> digests;
    for (const std::int64_t batch : {63, 64, 65})
        for (const std::uint64_t seed : {1U, 2U}) {
            digests.insert(digest(randomCase(seed, batch), 0));
            digests.insert(digest(streamedCase(seed, batch, 8), 0));
        }
    QCOMPARE(digests.size(), std::size_t{12});
    Case moved = randomCase(1, 64);
    Layout layout = samples::withMapping(*moved.layout, [](Mapping& mapping) {
        for (PlacedKernel& kernel : mapping.kernels)
            ++kernel.rectangle.origin.x;
    });
    QVERIFY(digests.insert(digest(samples::evaluated(std::move(layout)), 0)).second);
}

void StepEmulatorTest::illegalLayoutsAreRefusedWithTheReason()
{
    Layout layout = samples::withMapping(*randomCase(3, 10).layout, [](Mapping& mapping) {
        mapping.kernels[1].rectangle.origin = mapping.kernels[0].rectangle.origin;
    });
    const Case made = samples::evaluated(std::move(layout));
    QVERIFY(!made.evaluation->legal());
    const Result<Emulation> emulation = emulateSteps(*made.layout, *made.evaluation, shippedAssumptions());
    QVERIFY(!emulation.ok());
    QCOMPARE(emulation.error().code, ErrorCode::DoesNotFit);
    const std::vector<Kernel>& kernels = made.layout->graph()->kernels();
    QVERIFY(emulation.error().message.ends_with(kernels[0].name + " overlaps " + kernels[1].name + "."));
}

void StepEmulatorTest::stepsBelowOneAreRefused()
{
    const Case made = randomCase(3, 10);
    StepEmulatorConfig config;
    config.steps = 0;
    const Result<Emulation> emulation = emulateSteps(*made.layout, *made.evaluation, shippedAssumptions(), config);
    QVERIFY(!emulation.ok());
    QCOMPARE(emulation.error().code, ErrorCode::Usage);
}

void StepEmulatorTest::stopsAfterTheStepAtHand()
{
    const Case made = randomCase(5, 1000);
    StepEmulatorConfig config;
    config.steps = 50'000;
    std::stop_source source;
    JobControl control;
    control.stop = source.get_token();
    int reports = 0;
    control.report = [&](double, std::string_view phase) {
        if (phase != "Emulating steps")
            return;
        ++reports;
        source.request_stop();
    };
    const Result<Emulation> emulation =
        emulateSteps(*made.layout, *made.evaluation, shippedAssumptions(), config, control);
    QVERIFY(!emulation.ok());
    QCOMPARE(emulation.error().code, ErrorCode::Stopped);
    QCOMPARE(reports, 1); // of some thousand
}

void StepEmulatorTest::severalSystemsShareTheBatch()
{
    Layout layout =
        samples::withProblem(*randomCase(1, 64).layout, [](LayoutProblem& problem) { problem.execution.systems = 2; });
    const Emulation emulation = emulated(evaluated(std::move(layout)));
    QCOMPARE(emulation.samplesPerStep, 32);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::StepEmulatorTest)
#include "step_emulator_test.moc"
