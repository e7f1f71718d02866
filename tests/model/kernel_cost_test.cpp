#include "model/pipelined/channel_cycles.h"
#include "tests/model/hand_model.h"
#include "tests/test_class.h"

#include <QTest>

#include <cmath>

namespace waferscope {

/// The formulas of a kernel against numbers worked out by hand.
class KernelCostTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void footprintIsHwcByThreeK();
    void cyclesByHand_data();
    void cyclesByHand();
    void leastOutputSplitsIsExact();
    void memoryByHand();
    void updateByHand();
    void densityMultipliesCycles();
    void recomputationRunsForwardTwice();
    void slotsArePaidForAtTheEndThatHoldsThem();
    void readersOfPartsHoldTheirParts();
    void whatIsSmallerWaits();
    void anUnheardAssumptionIsNamed();
    void everyPeHasItsRole();
    void theBusiestPeTakesTheKernelsCycles_data();
    void theBusiestPeTakesTheKernelsCycles();
    void sharesAreTheWholeCountedOut_data();
    void sharesAreTheWholeCountedOut();
    void turnedPesComeFromTheRightPlace();

private:
    /// 8 x 8 x 4 channels, and so many values out of them.
    static Kernel giving(std::int64_t outputs)
    {
        Kernel kernel = conv(8, 8, 1, 4, 4);
        kernel.outputElements = outputs;
        return kernel;
    }
    static Kernel conv(std::int64_t h, std::int64_t w, std::int64_t filter, std::int64_t c, std::int64_t k,
                       std::int64_t stride = 1)
    {
        Kernel kernel;
        kernel.name = "conv";
        kernel.convs = {{h, w, filter, filter, c, k, stride}};
        kernel.parameters = filter * filter * c * k;
        kernel.inputElements = h * w * c;
        kernel.outputElements = h * w / stride / stride * k;
        return kernel;
    }
    static KernelGraph alone(const Kernel& kernel) { return KernelGraph::create({kernel}, {}, {}).value(); }
};

void KernelCostTest::footprintIsHwcByThreeK()
{
    const Kernel kernel = conv(8, 8, 3, 16, 32);
    const Footprint training = footprint(kernel, {2, 3, {{4, 5}}}, Run::Train);
    QCOMPARE(training.height, 2 * 3 * (4 + 1));
    QCOMPARE(training.width, 3 * 5);
    QCOMPARE(footprint(kernel, {2, 3, {{4, 5}}}, Run::Infer).width, 5);
    const PeRect turned = rectangleOf(kernel, {2, 3, {{4, 5}}}, Rotation::R90, Run::Train, {7, 9});
    QCOMPARE(turned, (PeRect{{7, 9}, 30, 15}));
}

void KernelCostTest::cyclesByHand_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("stride");
    QTest::addColumn<int>("passes");
    QTest::addColumn<qint64>("cycles");
    // 3 x 3 x ceil(16/4) x ceil(30/7) x (16 + ceil(ceil(9/2) ceil(8/3) / T^2 / 2))
    QTest::newRow("convolution") << static_cast<int>(KernelKind::Matrix) << 1 << 1 << qint64{9 * 4 * 5 * (16 + 8)};
    QTest::newRow("stride 2") << static_cast<int>(KernelKind::Matrix) << 2 << 1 << qint64{9 * 4 * 5 * (16 + 2)};
    QTest::newRow("two passes") << static_cast<int>(KernelKind::Matrix) << 1 << 2 << qint64{2 * 9 * 4 * 5 * (16 + 8)};
    QTest::newRow("channelwise") << static_cast<int>(KernelKind::Channelwise) << 1 << 1
                                 << qint64{9 * 1 * (16 + 8)}; // 16 channels over 4 x 7
    QTest::newRow("embedding") << static_cast<int>(KernelKind::Embedding) << 1 << 1
                               << qint64{5 * 3 * (16 + 3)}; // 5 features: 3 wavelets
}

void KernelCostTest::cyclesByHand()
{
    QFETCH(int, kind);
    QFETCH(int, stride);
    QFETCH(int, passes);
    QFETCH(qint64, cycles);
    Kernel kernel = conv(9, 8, 3, 16, 30, stride);
    kernel.kind = static_cast<KernelKind>(kind);
    kernel.passes = passes;
    QCOMPARE(qint64{cyclesPerSample(kernel, {2, 3, {{4, 7}}}, samples::handModel()).count()}, cycles);
}

void KernelCostTest::leastOutputSplitsIsExact()
{
    const Kernel kernel = conv(9, 8, 3, 16, 30);
    for (const std::int64_t target : {200, 1000, 4000, 9000, 40000}) {
        std::optional<int> expected;
        for (int k = 1; k <= 30 && !expected; ++k)
            if (cyclesPerSample(kernel, {2, 3, {{4, k}}}, samples::handModel()) <= Cycles{target})
                expected = k;
        const ChannelCycles cycles(kernel, samples::handModel());
        QCOMPARE(cycles.leastOutputs(cycles.tile(2, 3), 4, Cycles{target}), expected);
    }
}

void KernelCostTest::memoryByHand()
{
    const KernelGraph graph = alone(conv(8, 8, 3, 16, 32));
    const ExecutionArguments arguments{2, 2, {{4, 8}}};
    const std::int64_t weights = 9 * 4 * 4; // R S ceil(16/4) ceil(32/8)
    const PeMemory forward = memoryOf(graph, KernelId{0}, arguments, PeRole::Forward, samples::handModel());
    QCOMPARE(qint64{forward.weights.count()}, qint64{2 * weights});
    QCOMPARE(qint64{forward.optimizer.count()}, qint64{0});
    CostModel adam = samples::handModel();
    adam.optimizer = Optimizer::Adam;
    const PeMemory gradient = memoryOf(graph, KernelId{0}, arguments, PeRole::WeightGradient, adam);
    QCOMPARE(qint64{gradient.gradients.count()}, qint64{4 * weights});
    QCOMPARE(qint64{gradient.optimizer.count()}, qint64{12 * weights});
    // the last kernel keeps one sample: 8 x 8 x 16 values of 2 bytes over 24 columns x 2 x 2 x 4 rows
    QCOMPARE(qint64{gradient.activations.count()}, qint64{(8 * 8 * 16 * 2 + 383) / 384});
    QCOMPARE(qint64{memoryOf(graph, KernelId{0}, arguments, PeRole::Reduce, adam).total().count()}, qint64{0});
    adam.recompute = true;
    QCOMPARE(qint64{memoryOf(graph, KernelId{0}, arguments, PeRole::WeightGradient, adam).activations.count()},
             qint64{0});
}

void KernelCostTest::updateByHand()
{
    const Kernel kernel = conv(8, 8, 3, 16, 32);
    const double words = 9 * 4 * 4;
    const double reduce = 2 * words + 4 - 1 + 5 * (2 * std::sqrt(4.0) - 2);
    const double broadcast = words + 4 + 4;
    const double expected = std::ceil(reduce + broadcast + 2 * words + words / 2 + 24);
    QCOMPARE(static_cast<double>(updateCycles(kernel, {2, 2, {{4, 8}}}, samples::handModel()).count()), expected);
    CostModel wide = samples::handModel();
    wide.precision = Precision::Fp32; // a new weight is a wavelet, not half of one
    QCOMPARE(static_cast<double>(updateCycles(kernel, {2, 2, {{4, 8}}}, wide).count()),
             std::ceil(reduce + broadcast + 2 * words + words + 24));
    Kernel tied = kernel;
    tied.parameters = 0; // counted where they are first used, but this kernel holds and updates them as well
    QCOMPARE(static_cast<double>(updateCycles(tied, {2, 2, {{4, 8}}}, samples::handModel()).count()), expected);
    CostModel inference = samples::handModel();
    inference.run = Run::Infer;
    QCOMPARE(qint64{updateCycles(kernel, {2, 2, {{4, 8}}}, inference).count()}, qint64{0});
}

void KernelCostTest::densityMultipliesCycles()
{
    CostModel sparse = samples::handModel();
    sparse.density = LayerValues{1.0, {{"conv", 0.25}}};
    Kernel kernel = conv(9, 8, 3, 16, 30);
    const ExecutionArguments arguments{2, 3, {{4, 7}}};
    const std::int64_t dense = 9 * 4 * 5 * (16 + 8);
    QCOMPARE(qint64{cyclesPerSample(kernel, arguments, sparse).count()}, qint64{dense / 4});
    kernel.name = "other";
    QCOMPARE(qint64{cyclesPerSample(kernel, arguments, sparse).count()}, qint64{dense});
    sparse.attentionShare = 0.5; // of products alone
    QCOMPARE(qint64{cyclesPerSample(kernel, arguments, sparse).count()}, qint64{dense});
    kernel.kind = KernelKind::Product;
    QCOMPARE(qint64{cyclesPerSample(kernel, arguments, sparse).count()}, qint64{dense / 2});
}

/// Every kernel's: what is behind it needs its values again, a look-up's too.
void KernelCostTest::recomputationRunsForwardTwice()
{
    CostModel twice = samples::handModel();
    twice.recompute = true;
    Kernel kernel = conv(9, 8, 3, 16, 30);
    for (const KernelKind kind : {KernelKind::Matrix, KernelKind::Embedding, KernelKind::Channelwise}) {
        kernel.kind = kind;
        const qint64 once = cyclesPerSample(kernel, {2, 3, {{4, 7}}}, samples::handModel()).count();
        QCOMPARE(qint64{cyclesPerSample(kernel, {2, 3, {{4, 7}}}, twice).count()}, 2 * once);
        QCOMPARE(qint64{gradientCycles(kernel, {2, 3, {{4, 7}}}, twice).count()}, once);
    }
}

/// Three kernels, of which the first feeds the last as well, past the second: two slots and one for the jump, at the
/// reader for values and at the producer for gradients, over 4 x 2 x 3 k PEs. The first one's readers see the same 300
/// values, whose gradients are one sum.
void KernelCostTest::slotsArePaidForAtTheEndThatHoldsThem()
{
    const KernelGraph graph =
        KernelGraph::create(
            {giving(300), giving(500), giving(256)},
            {{KernelId{0}, KernelId{1}, 300}, {KernelId{1}, KernelId{2}, 500}, {KernelId{0}, KernelId{2}, 300}},
            {{"image", KernelId{0}, 240, Bytes{480}}})
            .value();
    const ExecutionArguments arguments{2, 2, {{2, 4}}};
    const auto buffers = [&](std::size_t kernel, Run run) {
        CostModel model = samples::handModel();
        model.run = run;
        return qint64{memoryOf(graph, KernelId{kernel}, arguments, PeRole::Forward, model).buffers.count()};
    };
    QCOMPARE(buffers(0, Run::Train), qint64{2 * (2 * 240 + 3 * 300) / 96 + 1});
    QCOMPARE(buffers(1, Run::Train), qint64{2 * (2 * 300 + 2 * 500) / 96 + 1});
    QCOMPARE(buffers(2, Run::Train), qint64{2 * (2 * 500 + 3 * 300) / 96 + 1});
    QCOMPARE(buffers(2, Run::Infer), qint64{2 * (2 * 500 + 3 * 300) / 32 + 1});
}

/// Readers of two halves hold less apart than one sum of the whole for the one furthest ahead.
void KernelCostTest::readersOfPartsHoldTheirParts()
{
    const KernelGraph graph = KernelGraph::create({giving(300), giving(100), giving(100), giving(100)},
                                                  {{KernelId{0}, KernelId{1}, 200},
                                                   {KernelId{1}, KernelId{2}, 100},
                                                   {KernelId{2}, KernelId{3}, 100},
                                                   {KernelId{0}, KernelId{3}, 100}},
                                                  {{"image", KernelId{0}, 240, Bytes{480}}})
                                  .value();
    const qint64 buffers =
        memoryOf(graph, KernelId{0}, {2, 2, {{2, 4}}}, PeRole::Forward, samples::handModel()).buffers.count();
    QCOMPARE(buffers, qint64{(2 * (2 * 240 + 2 * 200 + 4 * 100) + 95) / 96});
}

/// Two kernels that nothing but their reader holds up: the one that gives no less than it reads waits, so that its
/// input does and not its output.
void KernelCostTest::whatIsSmallerWaits()
{
    const KernelGraph graph = KernelGraph::create({giving(300), giving(300), giving(300), giving(100), giving(300)},
                                                  {{KernelId{0}, KernelId{1}, 300},
                                                   {KernelId{1}, KernelId{4}, 300},
                                                   {KernelId{2}, KernelId{4}, 300},
                                                   {KernelId{3}, KernelId{4}, 100}},
                                                  {{"words", KernelId{0}, 10, Bytes{20}},
                                                   {"words", KernelId{2}, 10, Bytes{20}},
                                                   {"picture", KernelId{3}, 900, Bytes{1800}}})
                                  .value();
    const auto levels = [&](std::size_t kernel) { return graph.level(KernelId{kernel}); };
    QCOMPARE(levels(4), 2);
    QCOMPARE(levels(2), 1);
    QCOMPARE(levels(3), 0);
    QCOMPARE(slotsOfInput(graph, KernelId{2}), 3);
    QCOMPARE(slotsOf(graph, EdgeId{2}), 2);
    QCOMPARE(slotsOf(graph, EdgeId{3}), 3);
}

void KernelCostTest::anUnheardAssumptionIsNamed()
{
    Assumption density;
    density.key = "density";
    density.value = density.most = 1.0;
    density.isPerLayer = true;
    const Assumptions all({density});
    const KernelGraph graph = alone(conv(9, 8, 3, 16, 30));
    QVERIFY(!layerWithoutKernel(graph, all.with("density.conv", 0.5).value()));
    const auto error = layerWithoutKernel(graph, all.with("density.conc", 0.5).value());
    QVERIFY(error && error->code == ErrorCode::Usage);
    QVERIFY(error->message.find("did you mean \"conv\"") != std::string::npos);
}

/// Three column groups of k, a reduce row under every c rows: as many PEs of each role as the formula says.
void KernelCostTest::everyPeHasItsRole()
{
    const Kernel kernel = conv(8, 8, 3, 16, 32);
    const ExecutionArguments arguments{2, 3, {{4, 5}}};
    const Footprint size = footprint(kernel, arguments, Run::Train);
    int counts[7] = {};
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            const PePlace place = placeInside(kernel, arguments, Run::Train, {x, y});
            ++counts[static_cast<int>(place.role)];
            QVERIFY(place.tile >= 0 && place.tile < 6 && place.inputSplit >= 0 && place.inputSplit < 4);
            QVERIFY(place.outputSplit >= 0 && place.outputSplit < 5);
            QCOMPARE(place.role == PeRole::Reduce, y % 5 == 4);
        }
    QCOMPARE(counts[static_cast<int>(PeRole::Forward)], 6 * 4 * 5);
    QCOMPARE(counts[static_cast<int>(PeRole::InputGradient)], 6 * 4 * 5);
    QCOMPARE(counts[static_cast<int>(PeRole::WeightGradient)], 6 * 4 * 5);
    QCOMPARE(counts[static_cast<int>(PeRole::Reduce)], 6 * 15);
    QCOMPARE(counts[static_cast<int>(PeRole::Idle)], 0);
}

static void sharedKernels()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("stride");
    QTest::newRow("convolution") << static_cast<int>(KernelKind::Matrix) << 1;
    QTest::newRow("strided") << static_cast<int>(KernelKind::Matrix) << 2;
    QTest::newRow("channelwise") << static_cast<int>(KernelKind::Channelwise) << 1;
    QTest::newRow("look-up") << static_cast<int>(KernelKind::Embedding) << 1;
}

void KernelCostTest::theBusiestPeTakesTheKernelsCycles_data()
{
    sharedKernels();
}

/// Over all PEs that compute, with half of the weights there, for several arguments.
void KernelCostTest::theBusiestPeTakesTheKernelsCycles()
{
    QFETCH(int, kind);
    QFETCH(int, stride);
    Kernel kernel = conv(9, 7, kind == static_cast<int>(KernelKind::Matrix) ? 3 : 1, 17, 23, stride);
    kernel.kind = static_cast<KernelKind>(kind);
    kernel.passes = 2;
    if (kernel.kind == KernelKind::Channelwise)
        kernel.convs.front().outputChannels = 1;
    CostModel model = samples::handModel();
    model.density = LayerValues{0.5};
    for (const ExecutionArguments& arguments :
         {ExecutionArguments{1, 1, {{1, 1}}}, ExecutionArguments{2, 3, {{4, 5}}}, ExecutionArguments{9, 7, {{5, 3}}}}) {
        const Footprint size = footprint(kernel, arguments, model.run);
        double most = 0.0;
        for (int y = 0; y < size.height; ++y)
            for (int x = 0; x < size.width; ++x) {
                const PePlace place = placeInside(kernel, arguments, model.run, {x, y});
                if (place.role != PeRole::Reduce)
                    most = std::max(most, cyclesOfPe(kernel, 0, shareOfPe(kernel, arguments, place), model));
            }
        QCOMPARE(static_cast<qint64>(std::ceil(most * 0.5)), qint64{cyclesPerSample(kernel, arguments, model).count()});
    }
}

void KernelCostTest::sharesAreTheWholeCountedOut_data()
{
    sharedKernels();
}

/// Nothing of a kernel is done twice or left out: multiply-adds of the forward PEs, summed.
void KernelCostTest::sharesAreTheWholeCountedOut()
{
    QFETCH(int, kind);
    QFETCH(int, stride);
    Kernel kernel = conv(9, 7, 1, 17, 23, stride);
    kernel.kind = static_cast<KernelKind>(kind);
    if (kernel.kind == KernelKind::Channelwise)
        kernel.convs.front().outputChannels = 1;
    const ExecutionArguments arguments{2, 3, {{4, 5}}};
    double done = 0.0;
    for (int tile = 0; tile < 6; ++tile)
        for (int input = 0; input < 4; ++input)
            for (int output = 0; output < 5; ++output) {
                const PeShare share =
                    shareOfPe(kernel, arguments, {PeRole::Forward, tile, input, output, std::size_t{0}});
                done += share.pixels * static_cast<double>(share.inputs * share.outputs);
            }
    const ConvShape& shape = kernel.convs.front();
    QCOMPARE(done * stride * stride, static_cast<double>(shape.height * shape.width * shape.weights()));
}

void KernelCostTest::turnedPesComeFromTheRightPlace()
{
    const Kernel kernel = conv(8, 8, 3, 16, 32);
    const ExecutionArguments arguments{1, 1, {{4, 5}}}; // 5 high, 15 wide
    const PlacedKernel placed{arguments, rectangleOf(kernel, arguments, Rotation::R90, Run::Train, {100, 50}),
                              Rotation::R90, false};
    QCOMPARE(placed.rectangle.width, 5);
    std::vector<int> seen(75, 0);
    for (int y = 50; y < 65; ++y)
        for (int x = 100; x < 105; ++x) {
            const PeCoord inside = unrotated(placed, {x, y});
            QVERIFY(inside.x >= 0 && inside.x < 15 && inside.y >= 0 && inside.y < 5);
            ++seen[static_cast<std::size_t>(inside.y) * 15 + static_cast<std::size_t>(inside.x)];
        }
    QCOMPARE(*std::min_element(seen.begin(), seen.end()), 1);
    QCOMPARE(*std::max_element(seen.begin(), seen.end()), 1);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::KernelCostTest)
#include "kernel_cost_test.moc"
