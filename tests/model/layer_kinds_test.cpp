#include "core/graph/graph_builder.h"
#include "formats/networks/model.h"
#include "mapping/kernels/network_to_kernels.h"
#include "model/streaming/streaming_cost.h"
#include "tests/model/hand_model.h"
#include "tests/model/hand_streaming.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>

namespace waferscope {

/// MODEL section 2's table, row by row: from an operator to a kernel's sizes, cycles and memory, worked out by hand.
class LayerKindsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGroupedConvolutionReadsItsGroup();
    void aDepthwiseConvolutionAddsNothingAlongRows();
    void aTransposedConvolutionMeetsEveryInputPixel();
    void aLinearLayerRunsOverPositions();
    void aStoredFactorOnTheLeftIsTheWeights();
    void stackedMatricesAreGroups();
    void headsAreGroups();
    void recurrentLayersKeepTheirStates_data();
    void recurrentLayersKeepTheirStates();
    void aLookUpIsTraffic();
    void aSoftmaxOfItsOwnGoesTwice();
    void anAdditionOfItsOwnGoesOnce();
    void slotsShareTheirExperts();
    void switchHoldsAllItsExperts();
    void aBatchNormalisationIsNoted();

private:
    static Network networkOf(GraphBuilder& builder, const std::vector<TensorId>& outputs)
    {
        return Network::create(std::make_shared<const NetworkSource>(builder.take(outputs))).value();
    }
    static KernelGraph graphOf(GraphBuilder& builder, const std::vector<TensorId>& outputs)
    {
        return kernelsOf(networkOf(builder, outputs), Precision::Fp16).value();
    }
    static TensorId image(GraphBuilder& builder, std::int64_t channels, std::int64_t side)
    {
        return builder.input("x", DataType::Float32, {std::string{"batch"}, channels, side, side});
    }
    static qint64 cycles(const Kernel& kernel, const ExecutionArguments& arguments)
    {
        return cyclesPerSample(kernel, arguments, samples::handModel()).count();
    }
};

void LayerKindsTest::aGroupedConvolutionReadsItsGroup()
{
    GraphBuilder builder{"grouped", "test"};
    const TensorId y = builder.add("Conv", {image(builder, 8, 6), builder.parameter("w", {12, 2, 3, 3})},
                                   {{"group", std::int64_t{4}}, {"pads", std::vector<std::int64_t>{1, 1, 1, 1}}});
    const KernelGraph graph = graphOf(builder, {y});
    const Kernel& kernel = graph.kernels().front();
    QCOMPARE(kernel.convs.front(), (ConvShape{6, 6, 3, 3, 2, 12, 1, 4}));
    QCOMPARE(kernel.macs, 6 * 6 * 9 * 2 * 12);
    QCOMPARE(kernel.parameters, 12 * 2 * 9);
    // R S C/g ceil(12/5) x (16 + ceil(ceil(6/2) ceil(6/3) / (4 x 0.5)))
    QCOMPARE(cycles(kernel, {2, 3, {{1, 5}}}), qint64{9 * 2 * 3 * (16 + 3)});
    const PeMemory memory = memoryOf(graph, KernelId{0}, {2, 3, {{1, 5}}}, PeRole::Forward, samples::handModel());
    QCOMPARE(qint64{memory.weights.count()}, qint64{2 * 9 * 2 * 3});
    // 994 x 36 tokens: 36 a row; K/g = 3 weights for each of 8 columns' inputs, 12 sums along the row
    QCOMPARE(qint64{samples::handStreaming(994).compute(kernel, Phase::Forward).count()},
             qint64{(3 * 9 + 12) * (16 + 18)});
    QCOMPARE(qint64{samples::handStreaming(994).compute(kernel, Phase::InputGradient).count()},
             qint64{(2 * 9 + 8) * (16 + 18)});
    QCOMPARE(qint64{samples::handStreaming(994).compute(kernel, Phase::WeightGradient).count()},
             qint64{3 * 9 * (16 + 18)});
}

void LayerKindsTest::aDepthwiseConvolutionAddsNothingAlongRows()
{
    GraphBuilder builder{"depthwise", "test"};
    const TensorId y = builder.add("Conv", {image(builder, 1500, 4), builder.parameter("w", {1500, 1, 3, 3})},
                                   {{"group", std::int64_t{1500}}, {"pads", std::vector<std::int64_t>{1, 1, 1, 1}}});
    const Kernel kernel = graphOf(builder, {y}).kernels().front();
    const StreamingCost cost = samples::handStreaming(994); // 16 tokens a row, two features a column
    for (const Phase phase : {Phase::Forward, Phase::InputGradient, Phase::WeightGradient})
        QCOMPARE(qint64{cost.compute(kernel, phase).count()}, qint64{9 * 2 * (16 + 8)});
    QCOMPARE(qint64{cost.activationsPerPe(kernel).count()}, qint64{2 * 16 * 2});
    QCOMPARE(cost.filled(kernel).ofBand, (PeRect{{0, 0}, 750, 994}));
}

void LayerKindsTest::aTransposedConvolutionMeetsEveryInputPixel()
{
    GraphBuilder builder{"transposed", "test"};
    const TensorId y = builder.add("ConvTranspose", {image(builder, 3, 5), builder.parameter("w", {3, 7, 2, 2})},
                                   {{"strides", std::vector<std::int64_t>{2, 2}}});
    const Network network = networkOf(builder, {y});
    const Kernel kernel = kernelsOf(network, Precision::Fp16).value().kernels().front();
    QCOMPARE(kernel.convs.front(), (ConvShape{5, 5, 2, 2, 3, 7, 1}));
    QCOMPARE(kernel.macs, 25 * 3 * 7 * 4);
    QCOMPARE(network.macs(), 25 * 3 * 7 * 4);
    QCOMPARE(kernel.outputElements, 10 * 10 * 7);
}

void LayerKindsTest::aLinearLayerRunsOverPositions()
{
    GraphBuilder builder{"linear", "test"};
    const TensorId x = builder.input("x", DataType::Float32, {std::string{"batch"}, 6, 8});
    const TensorId y = builder.add("MatMul", {x, builder.parameter("w", {8, 40})});
    const Kernel kernel = graphOf(builder, {y}).kernels().front();
    QCOMPARE(kernel.convs.front(), (ConvShape{6, 1, 1, 1, 8, 40, 1}));
    QCOMPARE(kernel.needsInputGradient, false);
    // ceil(8/3) ceil(40/7) x (16 + ceil(ceil(6/4) / 2))
    QCOMPARE(cycles(kernel, {4, 1, {{3, 7}}}), qint64{3 * 6 * (16 + 1)});
}

void LayerKindsTest::aStoredFactorOnTheLeftIsTheWeights()
{
    GraphBuilder builder{"left", "test"};
    const TensorId x = builder.input("x", DataType::Float32, {std::string{"batch"}, 8, 6});
    const TensorId y = builder.add("MatMul", {builder.parameter("w", {40, 8}), x});
    const Kernel kernel = graphOf(builder, {y}).kernels().front();
    QCOMPARE(kernel.convs.front(), (ConvShape{6, 1, 1, 1, 8, 40, 1}));
    QCOMPARE(kernel.convs.front().weights(), kernel.parameters);
}

void LayerKindsTest::stackedMatricesAreGroups()
{
    GraphBuilder builder{"stack", "test"};
    const TensorId x = builder.input("x", DataType::Float32, {std::string{"batch"}, 2, 6, 8});
    const TensorId y = builder.add("MatMul", {x, builder.parameter("w", {2, 8, 5})});
    const Kernel kernel = graphOf(builder, {y}).kernels().front();
    QCOMPARE(kernel.convs.front(), (ConvShape{6, 1, 1, 1, 8, 10, 1, 2}));
    QCOMPARE(kernel.macs, 2 * 6 * 8 * 5);
    QCOMPARE(kernel.convs.front().weights(), kernel.parameters);
}

/// Every head reads its own d features; together they lie over heads x d columns of the fabric.
void LayerKindsTest::headsAreGroups()
{
    const LoadedModel bert = openModel("gallery:bert-large", {{"sequence", 128}}).value();
    const KernelGraph graph = kernelsOf(*bert.network, Precision::Fp16).value();
    const auto isProduct = [](const Kernel& k) { return k.kind == KernelKind::Product; };
    const auto scores = std::find_if(graph.kernels().begin(), graph.kernels().end(), isProduct);
    QCOMPARE(scores->convs.front(), (ConvShape{128, 1, 1, 1, 64, 128LL * 16, 1, 16}));
    QCOMPARE(scores->parameters, 0);
    QVERIFY(scores->hasWeightGradient()); // of the other operand
    const StreamingCost cost = samples::handStreaming(994); // 128 positions a row
    // multiply-adds / (PEs x 4 e), three times alike
    const double macs = 994.0 * 128 * 128 * 16 * 64;
    for (const Phase phase : {Phase::Forward, Phase::InputGradient, Phase::WeightGradient})
        QCOMPARE(static_cast<double>(cost.compute(*scores, phase).count()), std::ceil(macs / (750.0 * 994 * 2)));
    QCOMPARE(qint64{cost.streamIn(*scores, Phase::Forward).count()}, qint64{0});
    QCOMPARE(qint64{cost.activationsPerPe(*scores).count()}, qint64{2 * 128 * 3}); // 128 x 16 features: 2.7 a column
    // its other operand is what a PE holds as weights: 64 x 128 x 16 values over c x k
    const auto id = KernelId{static_cast<std::size_t>(scores - graph.kernels().begin())};
    CostModel adam = samples::handModel();
    adam.optimizer = Optimizer::Adam;
    const PeMemory memory = memoryOf(graph, id, {4, 1, {{8, 64}}}, PeRole::WeightGradient, adam);
    QCOMPARE(qint64{memory.gradients.count()}, qint64{4 * 8 * 32});
    QCOMPARE(qint64{memory.optimizer.count()}, qint64{0});
    QCOMPARE(qint64{updateCycles(*scores, {4, 1, {{8, 64}}}, adam).count()}, qint64{0});
    // a kernel that is asked to leave out what a causal mask hides
    CostModel causal = samples::handModel();
    causal.attentionShare = 0.5;
    QCOMPARE(cyclesPerSample(*scores, {4, 1, {{8, 64}}}, causal).count() * 2, cycles(*scores, {4, 1, {{8, 64}}}));
}

void LayerKindsTest::recurrentLayersKeepTheirStates_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<int>("gates");
    QTest::addColumn<int>("states");
    QTest::newRow("LSTM") << "LSTM" << 4 << 2; // what it gives, and its cell
    QTest::newRow("GRU") << "GRU" << 3 << 1;
}

/// 7 steps of 3 features, both ways, 5 units each.
void LayerKindsTest::recurrentLayersKeepTheirStates()
{
    QFETCH(QString, type);
    QFETCH(int, gates);
    QFETCH(int, states);
    GraphBuilder builder{"recurrent", "test"};
    const TensorId x = builder.input("x", DataType::Float32, {std::string{"batch"}, 7, 3});
    const TensorId inputs = builder.parameter("w", {2, gates * 5, 3});
    const TensorId recurrence = builder.parameter("r", {2, gates * 5, 5});
    const TensorId y = builder.add(
        type.toStdString(), {x, inputs, recurrence},
        {{"hidden_size", std::int64_t{5}}, {"direction", std::string{"bidirectional"}}, {"layout", std::int64_t{1}}});
    const KernelGraph graph = graphOf(builder, {y});
    const Kernel& kernel = graph.kernels().front();
    QCOMPARE(kernel.convs.front(), (ConvShape{1, 1, 1, 1, 3 + 5, 2LL * gates * 5, 1}));
    QCOMPARE(kernel.steps, 7);
    QCOMPARE(kernel.macs, 7 * 8 * 2 * gates * 5);
    // ceil(8/2) ceil(10 gates/4) x (16 + 1), seven times in turn
    QCOMPARE(cycles(kernel, {1, 1, {{2, 4}}}), qint64{4 * ((10 * gates + 3) / 4) * 17 * 7});
    // the last kernel keeps one sample: 7 x 3 inputs and the states of 7 steps, over 2 rows of 3 x 4 columns
    const qint64 values = 7 * 3 + 7 * 2 * 5 * states;
    const PeMemory memory = memoryOf(graph, KernelId{0}, {1, 1, {{2, 4}}}, PeRole::Forward, samples::handModel());
    QCOMPARE(qint64{memory.activations.count()}, (2 * values + 23) / 24);
}

void LayerKindsTest::aLookUpIsTraffic()
{
    GraphBuilder builder{"embedding", "test"};
    const TensorId ids = builder.input("ids", DataType::Int32, {std::string{"batch"}, 9});
    const TensorId y = builder.add("Gather", {builder.parameter("table", {100, 12}), ids});
    const KernelGraph graph = graphOf(builder, {y});
    const Kernel& kernel = graph.kernels().front();
    QCOMPARE(kernel.convs.front(), (ConvShape{9, 1, 1, 1, 100, 12, 1}));
    QCOMPARE(kernel.macs, 0);
    QCOMPARE(cycles(kernel, {3, 1, {{10, 4}}}), qint64{3 * (16 + 2)}); // 3 features: 6 bytes in 2 wavelets
    const PeMemory memory = memoryOf(graph, KernelId{0}, {3, 1, {{10, 4}}}, PeRole::Forward, samples::handModel());
    QCOMPARE(qint64{memory.weights.count()}, qint64{2 * 10 * 3});
    // 45 positions look up at most 45 of the 100 rows; 450 may want them all
    QCOMPARE(static_cast<double>(samples::handStreaming(5).streamIn(kernel, Phase::Forward).count()),
             std::ceil(2.0 * 45 * 12 / 150e9 * 0.85e9));
    QCOMPARE(static_cast<double>(samples::handStreaming(50).streamIn(kernel, Phase::Forward).count()),
             std::ceil(2.0 * 100 * 12 / 150e9 * 0.85e9));
}

void LayerKindsTest::aSoftmaxOfItsOwnGoesTwice()
{
    GraphBuilder builder{"softmax", "test"};
    const TensorId x = builder.input("x", DataType::Float32, {std::string{"batch"}, 6, 8});
    const TensorId y = builder.add("MatMul", {x, builder.parameter("w", {8, 10})});
    const TensorId shares = builder.add("Softmax", {y}, {{"axis", std::int64_t{-1}}});
    const TensorId kept = builder.add("MatMul", {y, builder.parameter("v", {10, 4})});
    const KernelGraph graph = graphOf(builder, {shares, kept});
    QCOMPARE(graph.size(), std::size_t{3});
    const Kernel& kernel = graph.kernels()[1];
    QVERIFY(kernel.kind == KernelKind::Channelwise);
    QCOMPARE(kernel.convs.front(), (ConvShape{6, 1, 1, 1, 10, 1, 1}));
    // ceil(10/5) x (16 + ceil(ceil(6/2) / 2)), twice; h w (c + 1) PEs high
    QCOMPARE(cycles(kernel, {2, 1, {{5, 1}}}), qint64{2 * (16 + 2) * 2});
    QCOMPARE(footprint(kernel, {2, 1, {{5, 1}}}, Run::Train).height, 2 * 6);
}

void LayerKindsTest::anAdditionOfItsOwnGoesOnce()
{
    GraphBuilder builder{"addition", "test"};
    const TensorId x = image(builder, 8, 6);
    const TensorId y = builder.add("Conv", {x, builder.parameter("w", {8, 8, 1, 1})});
    const TensorId z = builder.add("Conv", {y, builder.parameter("v", {8, 8, 1, 1})});
    const TensorId sum = builder.add("Add", {y, z});
    const TensorId other = builder.add("Conv", {z, builder.parameter("u", {8, 8, 1, 1})});
    const KernelGraph graph = graphOf(builder, {sum, other});
    QCOMPARE(graph.size(), std::size_t{4});
    const Kernel& kernel = graph.kernels()[2];
    QCOMPARE(kernel.convs.front(), (ConvShape{6, 6, 1, 1, 8, 1, 1}));
    QCOMPARE(cycles(kernel, {2, 3, {{4, 1}}}), qint64{2 * (16 + 3)});
    QVERIFY(!kernel.hasWeightGradient());
}

/// Six experts in one table, two of them for every position: two kernels that hold three each.
void LayerKindsTest::slotsShareTheirExperts()
{
    GraphBuilder builder{"experts", "test"};
    const TensorId x = builder.input("x", DataType::Float32, {std::string{"batch"}, 10, 8});
    const TensorId table = builder.parameter("table", {6, 8, 16});
    std::vector<TensorId> outputs;
    for (const std::int64_t slot : {0, 1}) {
        const TensorId which = builder.number("expert", slot);
        outputs.push_back(builder.add("MatMul", {x, builder.add("Gather", {table, which})}));
    }
    const KernelGraph graph = graphOf(builder, outputs);
    QCOMPARE(graph.size(), std::size_t{2});
    for (std::size_t i = 0; i < 2; ++i) {
        const Kernel& kernel = graph.kernels()[i];
        QCOMPARE(kernel.experts, 3);
        QCOMPARE(kernel.macs, 10 * 8 * 16); // of the one that works
        const PeMemory memory = memoryOf(graph, KernelId{i}, {2, 1, {{2, 4}}}, PeRole::Forward, samples::handModel());
        QCOMPARE(qint64{memory.weights.count()}, qint64{2 * 3 * 4 * 4});
        QCOMPARE(cycles(kernel, {2, 1, {{2, 4}}}), qint64{4 * 4 * (16 + 3)});
        // 10 a row, through 3 experts: three set-ups, every expert's weights in, sums along the row
        QCOMPARE(qint64{samples::handStreaming(994).compute(kernel, Phase::Forward).count()},
                 qint64{16 * 2 * (3 * 16 + 5)});
        QCOMPARE(static_cast<double>(samples::handStreaming(994).streamIn(kernel, Phase::Forward).count()),
                 std::ceil(2.0 * 3 * 8 * 16 / 150e9 * 0.85e9));
    }
}

void LayerKindsTest::switchHoldsAllItsExperts()
{
    const LoadedModel loaded = openModel("gallery:switch-c", {}).value();
    const KernelGraph graph = kernelsOf(*loaded.network, Precision::Fp16).value();
    std::int64_t held = 0;
    std::int64_t macs = 0;
    for (const Kernel& kernel : graph.kernels()) {
        held += kernel.experts > 1 ? kernel.experts * kernel.convs.front().weights() : 0;
        macs += kernel.macs;
    }
    QCOMPARE(held, 30LL * 2 * 2048 * 2080 * 6144); // 15 + 15 layers, in and out
    QVERIFY(held < loaded.network->parameters());
    QVERIFY(static_cast<double>(held) > 0.999 * static_cast<double>(loaded.network->parameters()));
    QCOMPARE(macs, loaded.network->macs());
}

void LayerKindsTest::aBatchNormalisationIsNoted()
{
    const auto resnet = openModel("gallery:resnet50", {}).value().network;
    QCOMPARE(resnet->issues().size(), std::size_t{1});
    QVERIFY(resnet->issues().front().severity == IssueSeverity::Note);
    QVERIFY(resnet->issues().front().message.find("53 batch normalisations use their running statistics")
            != std::string::npos);
    QVERIFY(openModel("gallery:bert-large", {}).value().network->issues().empty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LayerKindsTest)
#include "layer_kinds_test.moc"
