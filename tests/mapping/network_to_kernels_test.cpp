#include "core/graph/graph_builder.h"
#include "formats/networks/model.h"
#include "mapping/kernels/network_to_kernels.h"
#include "tests/test_class.h"

#include <QTest>

#include <algorithm>

namespace waferscope {

class NetworkToKernelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLost_data();
    void nothingIsLost();
    void resNetHasAKernelForEveryProduct();
    void aConcatenationIsTwoStreams();
    void attentionIsTwoProducts();
    void batchDoesNotChangeKernels();
    void einsteinSumsAreProducts();
    void anUnknownOperatorHasAKernelOfItsOwn();
    void noTwoKernelsHaveOneName();

private:
    static KernelGraph graphOf(const char* model, const Dimensions& sizes = {})
    {
        return kernelsOf(*openModel(model, sizes).value().network, Precision::Fp16).value();
    }
};

void NetworkToKernelsTest::nothingIsLost_data()
{
    QTest::addColumn<QString>("model");
    for (const char* model : {"gallery:resnet50", "gallery:unet", "gallery:bert-large", "gallery:gpt2-xl",
                              "gallery:screening-mlp", "gallery:mnist-mlp", "gallery:lstm-wide", "gallery:switch-c",
                              "gallery:transformer-big", "gallery:pegasus-large"})
        QTest::newRow(model) << QString(model);
}

/// Kernels together have the network's parameters and multiply-adds, counted apart from it by their formal arguments.
void NetworkToKernelsTest::nothingIsLost()
{
    QFETCH(QString, model);
    const auto network = openModel(model.toStdString(), {}).value().network;
    const KernelGraph graph = kernelsOf(*network, Precision::Fp16).value();
    std::int64_t macs = 0;
    std::int64_t parameters = 0;
    for (const Kernel& kernel : graph.kernels()) {
        macs += kernel.macs;
        parameters += kernel.parameters;
    }
    QCOMPARE(macs, network->macs());
    QCOMPARE(parameters, network->parameters());
}

void NetworkToKernelsTest::resNetHasAKernelForEveryProduct()
{
    const KernelGraph graph = graphOf("gallery:resnet50");
    QCOMPARE(graph.size(), std::size_t{54}); // 53 convolutions and the last layer; everything else has joined
    QCOMPARE(std::count_if(graph.kernels().begin(), graph.kernels().end(),
                           [](const Kernel& k) { return k.kind != KernelKind::Matrix; }),
             0);
    QCOMPARE(graph.kernels().front().needsInputGradient, false);
    QCOMPARE(graph.kernels().front().convs.front(), (ConvShape{224, 224, 7, 7, 3, 64, 2}));
    QCOMPARE(graph.inputs().size(), std::size_t{1});
    QCOMPARE(qint64{graph.inputs().front().bytes.count()}, 224LL * 224 * 3 * 2);
    std::size_t jumps = 0;
    for (std::size_t i = 0; i < graph.edges().size(); ++i)
        jumps += graph.jumpOf(EdgeId{i}) > 0 ? 1 : 0;
    QVERIFY(jumps >= 12); // the identity shortcuts
}

void NetworkToKernelsTest::aConcatenationIsTwoStreams()
{
    const KernelGraph graph = graphOf("gallery:unet");
    const std::int64_t widest =
        std::max_element(graph.edges().begin(), graph.edges().end(), [](const Edge& a, const Edge& b) {
            return a.elements < b.elements;
        })->elements;
    QCOMPARE(qint64{widest}, qint64{256} * 256 * 32); // never the 64 channels that the concatenation shows
}

void NetworkToKernelsTest::attentionIsTwoProducts()
{
    const KernelGraph graph = graphOf("gallery:bert-large", {{"sequence", 128}});
    std::vector<ConvShape> products;
    for (const Kernel& kernel : graph.kernels())
        if (kernel.kind == KernelKind::Product)
            products.push_back(kernel.convs.front());
    QCOMPARE(products.size(), std::size_t{48});
    QVERIFY(std::count(products.begin(), products.end(), ConvShape{128, 1, 1, 1, 64, 128LL * 16, 1, 16})
            == 24); // scores
    QVERIFY(std::count(products.begin(), products.end(), ConvShape{128, 1, 1, 1, 128, 64LL * 16, 1, 16})
            == 24); // values
}

void NetworkToKernelsTest::batchDoesNotChangeKernels()
{
    const KernelGraph one = graphOf("gallery:unet", {{"batch", 1}});
    const KernelGraph many = graphOf("gallery:unet", {{"batch", 8}});
    QVERIFY(one.kernels() == many.kernels());
    QVERIFY(one.edges() == many.edges());
}

/// As Keras writes an attention: 6 positions of 8 features, two heads of 4.
void NetworkToKernelsTest::einsteinSumsAreProducts()
{
    GraphBuilder builder{"attention", "test"};
    const TensorId input = builder.input("x", DataType::Float32, {std::string{"batch"}, 6, 8});
    const TensorId weight = builder.parameter("w", {8, 2, 4});
    const TensorId heads = builder.add("Einsum", {input, weight}, {{"equation", std::string{"abc,cde->abde"}}});
    const TensorId scores = builder.add("Einsum", {heads, heads}, {{"equation", std::string{"aecd,abcd->acbe"}}});
    const TensorId values = builder.add("Einsum", {scores, heads}, {{"equation", std::string{"acbe,aecd->abcd"}}});
    const auto source = std::make_shared<const NetworkSource>(builder.take({values}));
    const Network network = Network::create(source, {{"batch", 3}}).value();
    const KernelGraph graph = kernelsOf(network, Precision::Fp16).value();
    QCOMPARE(graph.kernels().size(), std::size_t{3});
    QVERIFY(graph.kernels()[0].kind == KernelKind::Matrix);
    QCOMPARE(graph.kernels()[0].convs[0].inputChannels, 8);
    QCOMPARE(graph.kernels()[0].convs[0].outputChannels, 2 * 4);
    QCOMPARE(graph.kernels()[0].macs, 6 * 8 * 8);
    for (const std::size_t product : {1U, 2U}) {
        QVERIFY(graph.kernels()[product].kind == KernelKind::Product);
        QCOMPARE(graph.kernels()[product].macs, 2 * 6 * 6 * 4);
    }
    QCOMPARE(network.macs(), 6 * 8 * 8 + 2 * (2 * 6 * 6 * 4));
}

/// It neither joins what is before it nor hides how much it gives.
void NetworkToKernelsTest::anUnknownOperatorHasAKernelOfItsOwn()
{
    GraphBuilder builder{"odd", "test"};
    const TensorId input = builder.input("x", DataType::Float32, {std::string{"batch"}, 16});
    const TensorId product = builder.add("MatMul", {input, builder.parameter("w", {16, 40})});
    const TensorId odd = builder.add("mine.Fold", {builder.add("Relu", {product})});
    builder.setShape(odd, {1, 5, 4});
    const auto source = std::make_shared<const NetworkSource>(builder.take({odd}));
    const KernelGraph graph = kernelsOf(Network::create(source).value(), Precision::Fp16).value();
    QCOMPARE(graph.kernels().size(), std::size_t{2});
    QVERIFY(!graph.kernels()[0].hasUnknownCost && graph.kernels()[1].hasUnknownCost);
    const ConvShape& conv = graph.kernels()[1].convs[0];
    QCOMPARE(conv.height * conv.width * conv.inputChannels, 5 * 4);
    QCOMPARE(conv.filterHeight * conv.filterWidth, 1);
}

/// A layer's second kernel is "LAYER 2", which may be another layer's name.
void NetworkToKernelsTest::noTwoKernelsHaveOneName()
{
    GraphBuilder builder("names", "test");
    TensorId flow = builder.input("x", DataType::Float32, {1, 8});
    for (const char* name : {"a 2", "a", "a 3"}) {
        builder.beginLayer(name, LayerKind::Linear);
        for (int product = 0; product < 2; ++product)
            flow = builder.add("MatMul", {flow, builder.parameter("w", {8, 8})});
        builder.endLayer();
    }
    const auto source = std::make_shared<const NetworkSource>(builder.take({flow}));
    const KernelGraph graph = kernelsOf(Network::create(source, {}).value(), Precision::Fp16).value();
    QStringList names;
    for (const Kernel& kernel : graph.kernels())
        names << QString::fromStdString(kernel.name);
    QCOMPARE(names, (QStringList{"a 2", "a 2 2", "a", "a 3", "a 3 2", "a 3 3"}));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::NetworkToKernelsTest)
#include "network_to_kernels_test.moc"
