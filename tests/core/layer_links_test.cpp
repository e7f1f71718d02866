#include "core/graph/graph_builder.h"
#include "core/network/layer_links.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// What flows between layers, against graphs small enough to be read.
class LayerLinksTest : public QObject {
    Q_OBJECT

private slots:
    void skipsAreSeen();
    void everyOperatorHasALayer();
    void nothingStoredFlows();
    void aTensorIsOneLinkAReader();
};

static SymbolicShape batchOf(std::int64_t width)
{
    return {std::string{"batch"}, width};
}

static Network networkOf(GraphBuilder& builder, std::vector<TensorId> outputs)
{
    auto network =
        Network::create(std::make_shared<const NetworkSource>(builder.take(std::move(outputs))), {{"batch", 3}});
    if (!network.ok())
        qFatal("%s", network.error().message.c_str());
    return std::move(network).value();
}

/// x -> a -> b -> sum, and a -> sum: counts are of one sample.
void LayerLinksTest::skipsAreSeen()
{
    GraphBuilder builder{"skip", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf(4));
    builder.beginLayer("a", LayerKind::Pointwise);
    const TensorId a = builder.add("Relu", {x});
    builder.beginLayer("b", LayerKind::Pointwise);
    const TensorId b = builder.add("Relu", {a});
    builder.beginLayer("sum", LayerKind::Pointwise);
    const TensorId sum = builder.add("Add", {b, a});
    const Network network = networkOf(builder, {sum});
    const LayerId layerA{0};
    const LayerId layerB{1};
    const LayerId layerSum{2};
    const std::vector<LayerLink> wanted{{std::nullopt, layerA, x, 4},
                                        {layerA, layerB, a, 4},
                                        {layerA, layerSum, a, 4},
                                        {layerB, layerSum, b, 4},
                                        {layerSum, std::nullopt, sum, 4}};
    QVERIFY(layerLinks(network) == wanted);
}

/// A view that no layer claims belongs to the layer it reads; a join becomes a layer of its own.
void LayerLinksTest::everyOperatorHasALayer()
{
    GraphBuilder builder{"views", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf(4));
    builder.beginLayer("a", LayerKind::Pointwise);
    const TensorId a = builder.add("Relu", {x});
    builder.endLayer();
    const TensorId row = builder.add("Unsqueeze", {a, builder.integers("axes", {1})});
    const TensorId joined = builder.add("Concat", {row, row}, {{"axis", std::int64_t{1}}});
    builder.beginLayer("b", LayerKind::Pointwise);
    const TensorId b = builder.add("Relu", {joined});
    const Network network = networkOf(builder, {b});
    const LayerId join{2}; // behind those that the source names
    const std::vector<LayerLink> wanted{{std::nullopt, LayerId{0}, x, 4},
                                        {join, LayerId{1}, joined, 8},
                                        {LayerId{0}, join, row, 4},
                                        {LayerId{1}, std::nullopt, b, 8}};
    QVERIFY(layerLinks(network) == wanted);
}

void LayerLinksTest::nothingStoredFlows()
{
    GraphBuilder builder{"tied", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf(4));
    const TensorId weight = builder.parameter("w", {4, 4});
    builder.beginLayer("a", LayerKind::Linear);
    const TensorId turned = builder.add("Transpose", {weight});
    const TensorId a = builder.add("MatMul", {x, turned});
    builder.beginLayer("b", LayerKind::Linear);
    const TensorId b = builder.add("MatMul", {a, turned}); // the same weights: no stream from a
    const Network network = networkOf(builder, {b});
    const std::vector<LayerLink> wanted{
        {std::nullopt, LayerId{0}, x, 4}, {LayerId{0}, LayerId{1}, a, 4}, {LayerId{1}, std::nullopt, b, 4}};
    QVERIFY(layerLinks(network) == wanted);
}

void LayerLinksTest::aTensorIsOneLinkAReader()
{
    GraphBuilder builder{"twice", "test"};
    const TensorId x = builder.input("x", DataType::Float32, batchOf(4));
    builder.beginLayer("a", LayerKind::Pointwise);
    const TensorId a = builder.add("Relu", {x});
    builder.beginLayer("b", LayerKind::Pointwise);
    const TensorId doubled = builder.add("Add", {a, a});
    const TensorId b = builder.add("Mul", {doubled, a});
    const Network network = networkOf(builder, {b, x}); // an input that is an output runs past all layers
    const std::vector<LayerLink> wanted{
        {std::nullopt, LayerId{0}, x, 4}, {LayerId{0}, LayerId{1}, a, 4}, {LayerId{1}, std::nullopt, b, 4}};
    QVERIFY(layerLinks(network) == wanted);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::LayerLinksTest)
#include "layer_links_test.moc"
