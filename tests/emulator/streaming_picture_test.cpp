#include "sample_runs.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>

namespace waferscope {

using samples::evaluated;
using samples::forEachPe;
using samples::Ran;
using samples::smallMachine;
using samples::valueAt;

/// What a phase of a weight-streaming step costs and what its picture shows are the same work.
class StreamingPictureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBusiestPeWorksForThePhasesCycles_data();
    void theBusiestPeWorksForThePhasesCycles();
    void bandsShareTheTokens();
    void allPesTogetherDoTheWork_data();
    void allPesTogetherDoTheWork();
    void sparsityAndDensityLookTheSame();
    void densityOfOneLayerIsItsOwn();
    void depthwiseLayersAddNothing();
    void everyExpertInARowIsSetUp();
    void rowsMoveTheTokensThatTheyHold();
    void sparseWeightsBringTheirIndex();
    void evenLayersAreBusyEverywhere_data();
    void evenLayersAreBusyEverywhere();
};

namespace {

constexpr int kColumns = 30;
constexpr int kRows = 50;
constexpr double kSetup = 16.0; // of the CS-1
constexpr double kRowAdd = 1.0;

/// `in` of all groups; the layer goes by the name of "layer".
Kernel layer(std::int64_t side, std::int64_t filter, std::int64_t in, std::int64_t out, std::int64_t groups = 1)
{
    Kernel kernel = samples::convolution("layer", side, filter, in / groups, out);
    kernel.convs.front().groups = groups;
    return kernel;
}

Kernel withExperts(Kernel kernel, std::int64_t experts)
{
    kernel.experts = experts;
    return kernel;
}

Kernel inSteps(Kernel kernel, std::int64_t steps)
{
    kernel.kind = KernelKind::Recurrent;
    kernel.steps = steps;
    return kernel;
}

Kernel ofKind(Kernel kernel, KernelKind kind)
{
    kernel.kind = kind;
    return kernel;
}

KernelGraph alone(const Kernel& kernel)
{
    return KernelGraph::create({kernel}, {}, {{"image", KernelId{0}, 64, Bytes{64}}}).value();
}

/// One layer on a small fabric, in one micro-batch, with what a person assumes.
struct Streamed {
    KernelGraph graph;
    double sparsity = 0.0;
    std::vector<std::pair<std::string, double>> assumed;
    int bands = 1;

    [[nodiscard]] Ran run() const
    {
        Assumptions assumptions = shippedAssumptions();
        for (const auto& [key, value] : assumed)
            assumptions = assumptions.with(key, value).value();
        LayoutProblem problem;
        problem.execution.batch = 4;
        problem.installation = smallMachine(kColumns, kRows);
        problem.graph = std::make_shared<const KernelGraph>(graph);
        Layout layout =
            Layout::create("streamed", std::move(problem), StreamingSchedule{4, sparsity, {}, bands}).value();
        return Ran(evaluated(std::move(layout), assumptions), assumptions);
    }
};

/// The fabric in the middle of a phase, when the front of weights has long crossed all rows.
Field during(const Ran& ran, const StreamedPhase& phase, FieldKind kind = FieldKind::Busy)
{
    const auto [start, end] = ran.intervals(KernelActor{phase.kernel}, phase.phase).front();
    WAFERSCOPE_CHECK(end - start > 2 * kRows);
    return ran.whole((start + end) / 2, kind);
}

/// By hand, cycles of one PE: what it multiplies and adds in AXPYs over its tokens. Features and tokens are counted out
/// one by one over columns and rows.
double workOf(const Kernel& kernel, Phase phase, const Ran& ran, double dense, PeCoord pe, int columns = kColumns,
              int rows = kRows)
{
    const ConvShape& conv = kernel.convs.front();
    const bool back = phase == Phase::InputGradient;
    const std::int64_t tokens = conv.height * conv.width * 4;
    const std::int64_t features = back ? conv.outputChannels : conv.allInputs();
    std::int64_t held = 0;
    for (std::int64_t token = pe.y; token < tokens; token += rows)
        ++held;
    std::int64_t owned = 0;
    for (std::int64_t feature = pe.x; feature < features; feature += columns)
        ++owned;
    if (pe.x >= std::max(conv.allInputs(), conv.outputChannels))
        return 0.0;
    const double rate = ran.layout->system().macsPerCycle * shippedAssumptions()["streaming_efficiency"];
    const double axpy = kSetup * static_cast<double>(std::min(held, kernel.experts)) + static_cast<double>(held) / rate;
    const std::int64_t met = back ? conv.inputChannels : conv.outputChannels / conv.groups;
    const std::int64_t sums = phase == Phase::WeightGradient || (conv.groups > 1 && conv.inputChannels == 1) ? 0
        : back ? conv.allInputs()
               : conv.outputChannels;
    const auto multiplied = static_cast<double>(met * owned * conv.filterHeight * conv.filterWidth);
    return static_cast<double>(kernel.steps) * axpy * (multiplied * dense + kRowAdd * static_cast<double>(sums));
}

void layers()
{
    QTest::addColumn<Kernel>("kernel");
    QTest::addColumn<double>("sparsity");
    QTest::addColumn<double>("density");
    QTest::newRow("convolution") << layer(9, 3, 70, 100) << 0.0 << 1.0;
    QTest::newRow("fewer features than columns") << layer(9, 3, 20, 25) << 0.0 << 1.0;
    QTest::newRow("fewer tokens than rows") << layer(3, 3, 70, 100) << 0.0 << 1.0;
    QTest::newRow("sparse") << layer(9, 3, 70, 100) << 0.9 << 1.0;
    QTest::newRow("density of the layer") << layer(9, 3, 70, 100) << 0.0 << 0.1;
    QTest::newRow("both") << layer(9, 3, 70, 100) << 0.5 << 0.2;
    QTest::newRow("depthwise") << layer(9, 3, 100, 100, 100) << 0.0 << 1.0;
    QTest::newRow("depthwise, several outputs") << layer(9, 3, 50, 100, 50) << 0.5 << 0.5;
    QTest::newRow("groups") << layer(9, 3, 80, 120, 4) << 0.2 << 0.5;
    QTest::newRow("few experts") << withExperts(layer(9, 1, 70, 100), 3) << 0.0 << 1.0;
    QTest::newRow("more experts than a row has tokens") << withExperts(layer(9, 1, 70, 100), 64) << 0.3 << 0.5;
    QTest::newRow("recurrent") << inSteps(layer(9, 1, 70, 100), 5) << 0.0 << 0.5;
}

} // namespace

void StreamingPictureTest::theBusiestPeWorksForThePhasesCycles_data()
{
    layers();
}

void StreamingPictureTest::theBusiestPeWorksForThePhasesCycles()
{
    QFETCH(Kernel, kernel);
    QFETCH(double, sparsity);
    QFETCH(double, density);
    const Ran ran = Streamed{alone(kernel), sparsity, {{"density.layer", density}}}.run();
    QCOMPARE(ran.evaluation->streaming().phases.size(), std::size_t{3});
    for (const StreamedPhase& phase : ran.evaluation->streaming().phases) {
        const Field busy = during(ran, phase);
        double most = 0.0;
        bool fits = true;
        const double dense = (1.0 - sparsity) * density;
        const auto cycles = static_cast<double>(phase.compute.count());
        forEachPe(ran.fabric(), [&](PeCoord pe) {
            const double worked = static_cast<double>(valueAt(busy, pe)) * cycles;
            most = std::max(most, worked);
            fits = fits && std::abs(worked - workOf(kernel, phase.phase, ran, dense, pe)) <= 1.0 + 1e-6 * cycles;
        });
        QCOMPARE(most, cycles);
        QVERIFY(fits);
    }
}

/// Three bands of the columns, each with all features: as one fabric of a third of the columns and three times the
/// rows.
void StreamingPictureTest::bandsShareTheTokens()
{
    constexpr int kBands = 3;
    constexpr int kWide = kColumns / kBands;
    const Kernel kernel = layer(kRows, 3, 50, 70);
    const Ran ran = Streamed{alone(kernel), 0.0, {}, kBands}.run();
    for (const StreamedPhase& phase : ran.evaluation->streaming().phases) {
        QCOMPARE(phase.pes(), std::int64_t{kBands} * kWide * kRows);
        const Field busy = during(ran, phase);
        const auto cycles = static_cast<double>(phase.compute.count());
        bool fits = true;
        double most = 0.0;
        forEachPe(ran.fabric(), [&](PeCoord pe) {
            const PeCoord place{pe.x % kWide, pe.x / kWide * kRows + pe.y};
            const double expected =
                pe.x < kBands * kWide ? workOf(kernel, phase.phase, ran, 1.0, place, kWide, kBands * kRows) : 0.0;
            const double worked = static_cast<double>(valueAt(busy, pe)) * cycles;
            most = std::max(most, worked);
            fits = fits && std::abs(worked - expected) <= 1.0 + 1e-6 * cycles;
        });
        QCOMPARE(most, cycles);
        QVERIFY(fits);
    }
}

void StreamingPictureTest::allPesTogetherDoTheWork_data()
{
    layers();
}

void StreamingPictureTest::allPesTogetherDoTheWork()
{
    QFETCH(Kernel, kernel);
    QFETCH(double, sparsity);
    QFETCH(double, density);
    const Ran ran = Streamed{alone(kernel), sparsity, {{"density.layer", density}}}.run();
    for (const StreamedPhase& phase : ran.evaluation->streaming().phases) {
        FieldRequest request{FieldKind::Busy, ran.fabric()};
        request.stride = std::max(kColumns, kRows); // one block
        request.reduction = Reduction::Mean;
        const auto [start, end] = ran.intervals(KernelActor{phase.kernel}, phase.phase).front();
        const Field mean = ran.fields.evaluate(Cycles{(start + end) / 2}, request);
        QCOMPARE(mean.values.size(), std::size_t{1});
        double work = 0.0;
        forEachPe(ran.fabric(),
                  [&](PeCoord pe) { work += workOf(kernel, phase.phase, ran, (1.0 - sparsity) * density, pe); });
        // the phase's cycles are rounded up, by less than one
        const auto cycles = static_cast<double>(phase.compute.count());
        const double shown = static_cast<double>(mean.values[0]) * static_cast<double>(ran.fabric().peCount());
        QVERIFY(shown * cycles > work * (1.0 - 1e-5));
        QVERIFY(shown * (cycles - 1.0) < work * (1.0 + 1e-5));
    }
}

/// The same share of weights is left, whoever says so.
void StreamingPictureTest::sparsityAndDensityLookTheSame()
{
    const Kernel kernel = layer(9, 3, 70, 100);
    const Ran sparse = Streamed{alone(kernel), 0.9, {}}.run();
    const Ran thin = Streamed{alone(kernel), 0.0, {{"density", 0.1}}}.run();
    for (std::size_t i = 0; i < sparse.evaluation->streaming().phases.size(); ++i) {
        const StreamedPhase& phase = sparse.evaluation->streaming().phases[i];
        QCOMPARE(phase.compute.count(), thin.evaluation->streaming().phases[i].compute.count());
        for (const FieldKind kind : {FieldKind::Busy, FieldKind::SramTraffic, FieldKind::LinkDemand})
            QVERIFY(during(sparse, phase, kind).values == during(thin, phase, kind).values);
    }
    const Field busy = during(sparse, sparse.evaluation->streaming().phases.front());
    QVERIFY(valueAt(busy, {kColumns - 1, 0}) < 0.95F); // two features of 70, where the first columns own three
}

/// A column with a feature less works less only by its weights: the thinner a layer, the more alike its columns.
void StreamingPictureTest::densityOfOneLayerIsItsOwn()
{
    Kernel thin = layer(9, 1, 70, 100);
    Kernel full = thin;
    full.name = "other";
    const KernelGraph graph =
        KernelGraph::create({thin, full}, {{KernelId{0}, KernelId{1}, 100}}, {{"image", KernelId{0}, 64, Bytes{64}}})
            .value();
    const Ran ran = Streamed{graph, 0.0, {{"density.layer", 0.1}}}.run();
    for (const StreamedPhase& phase : ran.evaluation->streaming().phases) {
        if (phase.phase != Phase::Forward)
            continue;
        const double dense = phase.kernel == KernelId{0} ? 0.1 : 1.0;
        const float lesser = valueAt(during(ran, phase), {kColumns - 1, 0});
        QVERIFY(std::abs(lesser - (2.0 * dense + 1.0) / (3.0 * dense + 1.0)) < 1e-6);
    }
}

/// 100 channels: four in the first ten columns, three in the others, and no sum that crosses columns.
void StreamingPictureTest::depthwiseLayersAddNothing()
{
    const Ran ran = Streamed{alone(layer(9, 3, 100, 100, 100)), 0.0, {}}.run();
    const Field busy = during(ran, ran.evaluation->streaming().phases.front());
    QCOMPARE(valueAt(busy, {9, 0}), 1.0F);
    QCOMPARE(valueAt(busy, {10, 0}), 0.75F);
    const Ran few = Streamed{alone(layer(9, 3, 20, 40, 20)), 0.0, {}}.run();
    const Field idle = during(few, few.evaluation->streaming().phases.front());
    QVERIFY(valueAt(idle, {19, 0}) > 0.0F);
    QCOMPARE(valueAt(idle, {20, 0}), 0.0F);
}

/// 324 tokens: seven in the first 24 rows, six in the others; each goes through an expert of its own.
void StreamingPictureTest::everyExpertInARowIsSetUp()
{
    const Ran ran = Streamed{alone(withExperts(layer(9, 1, 70, 100), 64)), 0.0, {}}.run();
    const Field busy = during(ran, ran.evaluation->streaming().phases.front());
    QCOMPARE(valueAt(busy, {0, 23}), 1.0F);
    QVERIFY(std::abs(valueAt(busy, {0, 24}) - 6.0 / 7.0) < 1e-6);
    const Field demand = during(ran, ran.evaluation->streaming().phases.front(), FieldKind::LinkDemand);
    // three features' weights for 100 outputs of 64 experts, two a wavelet
    const auto cycles = static_cast<double>(ran.evaluation->streaming().phases.front().compute.count());
    QVERIFY(std::abs(demand.most - 3.0 * 100.0 * 64.0 / 2.0 / cycles) < 1e-6);
}

/// 324 tokens: seven in a row and six. An AXPY reads two values a token and writes one, whatever it takes to set up.
void StreamingPictureTest::rowsMoveTheTokensThatTheyHold()
{
    const Ran ran = Streamed{alone(layer(9, 1, 70, 100)), 0.0, {}}.run();
    const Field traffic = during(ran, ran.evaluation->streaming().phases.front(), FieldKind::SramTraffic);
    const double rate = ran.layout->system().macsPerCycle * shippedAssumptions()["streaming_efficiency"];
    QVERIFY(std::abs(traffic.most - 3.0 * 2.0 * 7.0 / (kSetup + 7.0 / rate)) < 1e-5);
    QVERIFY(std::abs(valueAt(traffic, {0, 24}) / traffic.most - 6.0 / 7.0) < 1e-6);
}

/// Down a full column of a depthwise layer: its weights dense, or each that is left with its index.
void StreamingPictureTest::sparseWeightsBringTheirIndex()
{
    const auto wavelets = [](double sparsity) {
        const Ran ran = Streamed{alone(layer(9, 3, 100, 100, 100)), sparsity, {}}.run();
        const StreamedPhase& phase = ran.evaluation->streaming().phases.front();
        return static_cast<double>(during(ran, phase, FieldKind::LinkDemand).most)
            * static_cast<double>(phase.compute.count());
    };
    const double weights = 4.0 * 9.0; // of four channels
    QVERIFY(std::abs(wavelets(0.0) - weights / 2.0) < 1e-4);
    QVERIFY(std::abs(wavelets(0.25) - weights / 2.0) < 1e-4); // dense is less
    QVERIFY(std::abs(wavelets(0.75) - weights / 4.0) < 1e-4);
}

void StreamingPictureTest::evenLayersAreBusyEverywhere_data()
{
    QTest::addColumn<Kernel>("kernel");
    Kernel unknown = ofKind(layer(20, 9, 300, 1), KernelKind::Channelwise);
    unknown.hasUnknownCost = true;
    QTest::newRow("attention") << ofKind(layer(9, 1, 600, 600, 4), KernelKind::Product);
    QTest::newRow("channelwise") << ofKind(layer(20, 9, 300, 1), KernelKind::Channelwise);
    QTest::newRow("unknown operator") << unknown;
    QTest::newRow("look-up") << ofKind(layer(20, 1, 100, 600), KernelKind::Embedding);
}

/// Layers without streamed weights: uneven features and tokens leave no PE waiting, as the formula has it.
void StreamingPictureTest::evenLayersAreBusyEverywhere()
{
    QFETCH(Kernel, kernel);
    const Ran ran = Streamed{alone(kernel), 0.0, {{"attention_share", 0.5}}}.run();
    for (const StreamedPhase& phase : ran.evaluation->streaming().phases) {
        QCOMPARE(phase.filled, ran.fabric());
        const Field busy = during(ran, phase);
        QCOMPARE(busy.least, 1.0F);
        QCOMPARE(busy.most, 1.0F);
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::StreamingPictureTest)
#include "streaming_picture_test.moc"
