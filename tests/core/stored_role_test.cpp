#include "core/graph/graph_builder.h"
#include "core/graph/stored_role.h"
#include "core/network/network.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// What is trained, by name, type and shape, and by how packed numbers are used.
class StoredRoleTest : public QObject {
    Q_OBJECT

private slots:
    void tellsBuffersByName_data();
    void tellsBuffersByName();
    void wholeNumbersAreNotTrained();
    void unpackedWeightsAreTrainedAndScalesAreNot();
    void scaledBytesAreAWeight();
    void aScaledMaskIsNoWeight();
};

void StoredRoleTest::tellsBuffersByName_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<SymbolicShape>("shape");
    QTest::addColumn<bool>("isTrained");
    using Extents = SymbolicShape;
    const auto row = [](const char* name, const Extents& shape, bool isTrained) {
        QTest::newRow(name) << std::string{name} << shape << isTrained;
    };
    const Extents vector{std::int64_t{64}};
    const Extents triangle{std::int64_t{1}, std::int64_t{1}, std::int64_t{8}, std::int64_t{8}};
    row("layer1.0.bn1.running_mean", vector, false);
    row("bn/moving_variance", vector, false);
    row("model.layers.3.self_attn.rotary_emb.inv_freq", vector, false);
    row("rope_freqs.weight", vector, false);
    row("h.0.attn.bias", triangle, false);
    row("h.0.attn.masked_bias", {}, false);
    row("blk.3.exp_probs_b.bias", vector, false);
    row("running_mean", vector, false);
    row("bn1.weight", vector, true);
    row("h.0.attn.c_attn.bias", vector, true);
    row("conv.bias", {std::int64_t{1}, std::int64_t{64}, std::int64_t{8}, std::int64_t{8}}, true); // no triangle
    row("my_running_mean_head.weight", vector, true);
}

void StoredRoleTest::tellsBuffersByName()
{
    QFETCH(std::string, name);
    QFETCH(SymbolicShape, shape);
    QFETCH(bool, isTrained);
    const TensorRole role = storedRoleOf(name, DataType::Float16, shape);
    QVERIFY(role == (isTrained ? TensorRole::Parameter : TensorRole::Statistic));
}

void StoredRoleTest::wholeNumbersAreNotTrained()
{
    for (const DataType type : {DataType::Int64, DataType::Bool, DataType::UInt8, DataType::String})
        QVERIFY(storedRoleOf("fc.weight", type, {std::int64_t{4}}) == TensorRole::Constant);
    QVERIFY(storedRoleOf("fc.weight", DataType::SmallFloat, {std::int64_t{4}}) == TensorRole::Parameter);
}

/// A stored tensor of a type and of [4, 4], or of the extents given.
static TensorId storedTensor(GraphBuilder& graph, const char* name, DataType type, SymbolicShape shape)
{
    Tensor tensor;
    tensor.type = type;
    tensor.role = storedRoleOf(name, type, shape);
    tensor.declared = std::move(shape);
    return graph.stored(name, std::move(tensor));
}

static const SymbolicShape kSquare{std::int64_t{4}, std::int64_t{4}};

static std::int64_t parametersOf(GraphBuilder& graph, TensorId output)
{
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(graph.take({output})));
    if (!network.ok())
        qFatal("%s", network.error().message.c_str());
    return network.value().parameters();
}

void StoredRoleTest::unpackedWeightsAreTrainedAndScalesAreNot()
{
    for (const DataType type : {DataType::Int8, DataType::Int32, DataType::Other}) {
        GraphBuilder graph{"net", "test"};
        const TensorId x = graph.input("x", DataType::Float32, {std::int64_t{1}, std::int64_t{4}});
        const TensorId scale = storedTensor(graph, "s", DataType::Float32, {std::int64_t{4}});
        const TensorId zero = storedTensor(graph, "z", type, {std::int64_t{4}});
        const TensorId w = graph.add("DequantizeLinear", {storedTensor(graph, "w", type, kSquare), scale, zero});
        QCOMPARE(parametersOf(graph, graph.add("MatMul", {x, w})), std::int64_t{16});
    }
}

/// As exporters write it that know no DequantizeLinear: a cast, a product with scales, a turn.
void StoredRoleTest::scaledBytesAreAWeight()
{
    GraphBuilder graph{"net", "test"};
    const TensorId x = graph.input("x", DataType::Float32, {std::int64_t{1}, std::int64_t{4}});
    const TensorId bytes = graph.add("Cast", {storedTensor(graph, "w", DataType::Int8, kSquare)});
    const TensorId scales = storedTensor(graph, "s", DataType::Float32, {std::int64_t{4}, std::int64_t{1}});
    const TensorId turned = graph.add("Transpose", {graph.add("Mul", {bytes, scales})});
    QCOMPARE(parametersOf(graph, graph.add("MatMul", {x, turned})), std::int64_t{16});
}

void StoredRoleTest::aScaledMaskIsNoWeight()
{
    GraphBuilder graph{"net", "test"};
    const TensorId x = graph.input("x", DataType::Float32, {std::int64_t{4}, std::int64_t{4}});
    const TensorId mask = graph.add("Cast", {storedTensor(graph, "mask", DataType::UInt8, kSquare)});
    const TensorId masked = graph.add("Add", {x, graph.add("Mul", {mask, graph.number("far", -1e4)})});
    QCOMPARE(parametersOf(graph, graph.add("Softmax", {masked})), std::int64_t{0});
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::StoredRoleTest)
#include "stored_role_test.moc"
