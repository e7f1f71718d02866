#include "tests/test_class.h"
#include "tests/weights/onnx_network.h"

#include <QTest>

namespace waferscope {

/// Operators of packed numbers and fused ones: weights and multiply-adds are those of what they stand for.
class OnnxPackedTest : public QObject {
    Q_OBJECT

private slots:
    void countsProducts_data();
    void countsProducts();
    void countsConvolutions_data();
    void countsConvolutions();
    void countsFewBits();
    void looksUpAPackedTable();
    void countsAttention_data();
    void countsAttention();
    void countsAttentionWithWeights();
    void keepsWhatCameBefore();
    void usesSomeExperts_data();
    void usesSomeExperts();
    void addsBeforeItNormalises();
    void saysWhatItCannotUnpack();
    void buffersAreNoParameters();
};

using Type = onnx::TensorProto;

/// A stored tensor of any type, its numbers left out.
static void stored(OnnxSample& sample, const std::string& name, const std::vector<std::int64_t>& dims,
                   Type::DataType type)
{
    onnx::TensorProto& tensor = *sample.graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    std::size_t bytes = type == Type::FLOAT || type == Type::INT32 ? 4 : 1;
    for (const std::int64_t dim : dims) {
        tensor.add_dims(dim);
        bytes *= static_cast<std::size_t>(dim);
    }
    tensor.set_raw_data(std::string(bytes, '\0'));
}

/// x [2, 64] and whatever the operators of products read: w [64, 32] of bytes, a bias, scales, zero points.
static OnnxSample productSample()
{
    OnnxSample sample;
    sample.input("x", {"2", "64"});
    sample.input("bytes", {"2", "64"}, Type::UINT8);
    stored(sample, "w", {64, 32}, Type::INT8);
    stored(sample, "b32", {32}, Type::INT32);
    stored(sample, "b", {32}, Type::FLOAT);
    stored(sample, "s", {}, Type::FLOAT);
    stored(sample, "many", {32}, Type::FLOAT);
    stored(sample, "z", {}, Type::INT8);
    stored(sample, "zmany", {32}, Type::INT8);
    sample.output("y");
    return sample;
}

using Names = std::vector<std::string>;

static onnx::NodeProto& nodeOf(OnnxSample& sample, const std::string& type, const Names& inputs,
                               const Names& outputs = {"y"})
{
    const std::string prefix = "com.microsoft.";
    const bool isForeign = type.starts_with(prefix);
    onnx::NodeProto& node = sample.node(isForeign ? type.substr(prefix.size()) : type, {}, {});
    node.set_domain(isForeign ? "com.microsoft" : "");
    for (const std::string& name : inputs)
        node.add_input(name);
    for (const std::string& name : outputs)
        node.add_output(name);
    return node;
}

void OnnxPackedTest::countsProducts_data()
{
    QTest::addColumn<std::string>("type");
    QTest::addColumn<Names>("inputs");
    QTest::addColumn<qint64>("parameters");
    const auto row = [](const char* type, const Names& inputs, qint64 parameters) {
        QTest::newRow(type) << std::string{type} << inputs << parameters;
    };
    row("MatMulInteger", {"bytes", "w", "z", "zmany"}, 2048);
    row("QLinearMatMul", {"bytes", "s", "z", "w", "many", "zmany", "s", "z"}, 2048);
    row("com.microsoft.QGemm", {"bytes", "s", "z", "w", "many", "zmany", "b32", "s", "z"}, 2048 + 32);
    row("com.microsoft.MatMulIntegerToFloat", {"bytes", "w", "s", "many", "z", "zmany", "b"}, 2048 + 32);
    row("com.microsoft.DynamicQuantizeMatMul", {"x", "w", "many", "zmany", "b"}, 2048 + 32);
    row("com.microsoft.DynamicQuantizeMatMul of one", {"x", "w", "s"}, 2048);
}

void OnnxPackedTest::countsProducts()
{
    QFETCH(std::string, type);
    QFETCH(Names, inputs);
    QFETCH(qint64, parameters);
    OnnxSample sample = productSample();
    nodeOf(sample, type.substr(0, type.find(' ')), inputs);
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), parameters);
    QCOMPARE(network.macs(), std::int64_t{64 * 32}); // of one of two samples
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{2, 32}));
    QVERIFY(network.issues().empty());
}

void OnnxPackedTest::countsConvolutions_data()
{
    QTest::addColumn<std::string>("type");
    QTest::addColumn<Names>("inputs");
    QTest::addColumn<qint64>("parameters");
    const auto row = [](const char* type, const Names& inputs, qint64 parameters) {
        QTest::newRow(type) << std::string{type} << inputs << parameters;
    };
    row("ConvInteger", {"bytes", "w", "z", "z"}, 216);
    row("QLinearConv", {"bytes", "s", "z", "w", "s", "z", "s", "z", "b32"}, 216 + 8);
    row("com.microsoft.QLinearConv", {"bytes", "s", "z", "w", "s", "z", "s", "z"}, 216);
    row("com.microsoft.FusedConv", {"x", "f", "b", "other"}, 216 + 8);
}

void OnnxPackedTest::countsConvolutions()
{
    QFETCH(std::string, type);
    QFETCH(Names, inputs);
    QFETCH(qint64, parameters);
    OnnxSample sample;
    sample.input("x", {"1", "3", "8", "8"});
    sample.input("bytes", {"1", "3", "8", "8"}, Type::UINT8);
    sample.input("other", {"1", "8", "8", "8"});
    stored(sample, "w", {8, 3, 3, 3}, Type::INT8);
    stored(sample, "f", {8, 3, 3, 3}, Type::FLOAT);
    stored(sample, "b32", {8}, Type::INT32);
    stored(sample, "b", {8}, Type::FLOAT);
    stored(sample, "s", {}, Type::FLOAT);
    stored(sample, "z", {}, Type::INT8);
    sample.output("y");
    OnnxSample::attribute(nodeOf(sample, type, inputs), "pads", std::vector<std::int64_t>{1, 1, 1, 1});
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), parameters);
    QCOMPARE(network.macs(), std::int64_t{216 * 64});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 8, 8, 8}));
}

void OnnxPackedTest::countsFewBits()
{
    OnnxSample sample = productSample();
    stored(sample, "packed", {32, 2, 16}, Type::UINT8);
    stored(sample, "scales", {64}, Type::FLOAT);
    for (const char* output : {"y", "second"}) { // the same weights twice
        onnx::NodeProto& node =
            nodeOf(sample, "com.microsoft.MatMulNBits", {"x", "packed", "scales", "", "", "b"}, {output});
        OnnxSample::attribute(node, "K", std::int64_t{64});
        OnnxSample::attribute(node, "N", std::int64_t{32});
    }
    sample.output("second");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{2048 + 32});
    QCOMPARE(network.macs(), std::int64_t{2 * 2048});
}

void OnnxPackedTest::looksUpAPackedTable()
{
    OnnxSample sample;
    sample.input("ids", {"1", "5"}, Type::INT64);
    stored(sample, "table", {100, 16}, Type::UINT8);
    stored(sample, "scales", {100, 1}, Type::FLOAT);
    nodeOf(sample, "com.microsoft.GatherBlockQuantized", {"table", "ids", "scales"});
    sample.output("y");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{100 * 32});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 5, 32}));
    QCOMPARE(network.layers()[0].kind, LayerKind::Embedding);
}

void OnnxPackedTest::countsAttention_data()
{
    QTest::addColumn<std::string>("type");
    QTest::addColumn<Names>("inputs");
    QTest::addColumn<qint64>("queries"); // heads
    QTest::addColumn<qint64>("keys");
    const auto row = [](const char* name, const char* type, const Names& inputs, qint64 queries, qint64 keys) {
        QTest::newRow(name) << std::string{type} << inputs << queries << keys;
    };
    row("grouped", "com.microsoft.GroupQueryAttention", {"q", "small", "small", "", "", "n", "n"}, 8, 2);
    row("grouped, all in one", "com.microsoft.GroupQueryAttention", {"packed", "", "", "", "", "n", "n"}, 8, 2);
    row("of many heads", "com.microsoft.MultiHeadAttention", {"q", "q", "q"}, 8, 8);
    row("standard", "Attention", {"q", "small", "small"}, 8, 2);
}

/// 6 positions, 8 heads of 4 numbers: scores and sums of values take 6 x 6 x 32 each.
void OnnxPackedTest::countsAttention()
{
    QFETCH(std::string, type);
    QFETCH(Names, inputs);
    QFETCH(qint64, queries);
    QFETCH(qint64, keys);
    OnnxSample sample;
    sample.input("q", {"1", "6", "32"});
    sample.input("small", {"1", "6", "8"});
    sample.input("packed", {"1", "6", "48"});
    sample.input("n", {"1"}, Type::INT32);
    sample.output("y");
    onnx::NodeProto& node = nodeOf(sample, type, inputs);
    OnnxSample::attribute(node, "num_heads", queries);
    OnnxSample::attribute(node, "q_num_heads", queries);
    OnnxSample::attribute(node, "kv_num_heads", keys);
    const Network network = networkOf(sample);
    QCOMPARE(network.macs(), std::int64_t{2 * 6 * 6 * 32});
    QCOMPARE(network.parameters(), std::int64_t{0});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 6, 32}));
}

void OnnxPackedTest::countsAttentionWithWeights()
{
    for (const bool isPacked : {false, true}) {
        OnnxSample sample;
        sample.input("x", {"1", "6", "32"});
        stored(sample, "w", {32, 96}, isPacked ? Type::INT8 : Type::FLOAT);
        stored(sample, "b", {96}, Type::FLOAT);
        stored(sample, "s", {}, Type::FLOAT);
        stored(sample, "ws", {96}, Type::FLOAT);
        sample.output("y");
        onnx::NodeProto& node = isPacked ? nodeOf(sample, "com.microsoft.QAttention", {"x", "w", "b", "s", "ws"})
                                         : nodeOf(sample, "com.microsoft.Attention", {"x", "w", "b"});
        OnnxSample::attribute(node, "num_heads", std::int64_t{8});
        const Network network = networkOf(sample);
        QCOMPARE(network.parameters(), std::int64_t{32 * 96 + 96});
        QCOMPARE(network.macs(), std::int64_t{6 * 32 * 96 + 2 * 6 * 6 * 32});
    }
}

/// One new position behind 9 kept ones.
void OnnxPackedTest::keepsWhatCameBefore()
{
    OnnxSample sample;
    sample.input("q", {"1", "1", "32"});
    sample.input("k", {"1", "1", "8"});
    sample.input("pk", {"1", "2", "9", "4"});
    sample.input("n", {"1"}, Type::INT32);
    for (const char* output : {"y", "keys", "values"})
        sample.output(output);
    onnx::NodeProto& node = nodeOf(sample, "com.microsoft.GroupQueryAttention", {"q", "k", "k", "pk", "pk", "n", "n"},
                                   {"y", "keys", "values"});
    OnnxSample::attribute(node, "num_heads", std::int64_t{8});
    OnnxSample::attribute(node, "kv_num_heads", std::int64_t{2});
    const Network network = networkOf(sample);
    QCOMPARE(network.macs(), std::int64_t{2 * 10 * 32});
    QCOMPARE(network.shapeOf(network.source().outputs[2]), (Shape{1, 2, 10, 4}));
}

void OnnxPackedTest::usesSomeExperts_data()
{
    QTest::addColumn<std::string>("type");
    QTest::addColumn<Names>("inputs");
    QTest::addColumn<qint64>("products"); // of an expert, 8 x 16 numbers each
    const auto row = [](const char* name, const char* type, const Names& inputs, qint64 products) {
        QTest::newRow(name) << std::string{type} << inputs << products;
    };
    row("two matrices", "com.microsoft.MoE", {"x", "router", "up", "", "down"}, 2);
    row("a gate beside", "com.microsoft.MoE", {"x", "router", "up", "", "down", "", "up"}, 3);
    row("a gate within", "com.microsoft.MoE", {"x", "router", "both", "", "down"}, 3);
    row("of 4 bits", "com.microsoft.QMoE", {"x", "router", "qup", "s", "", "qdown", "s"}, 2);
}

/// 5 positions, each through 2 of 3 experts.
void OnnxPackedTest::usesSomeExperts()
{
    QFETCH(std::string, type);
    QFETCH(Names, inputs);
    QFETCH(qint64, products);
    OnnxSample sample;
    sample.input("x", {"1", "5", "8"});
    sample.input("router", {"5", "3"});
    stored(sample, "up", {3, 16, 8}, Type::FLOAT);
    stored(sample, "both", {3, 32, 8}, Type::FLOAT);
    stored(sample, "down", {3, 8, 16}, Type::FLOAT);
    stored(sample, "qup", {3, 16, 4}, Type::UINT8);
    stored(sample, "qdown", {3, 8, 8}, Type::UINT8);
    stored(sample, "s", {3, 16}, Type::FLOAT);
    sample.output("y");
    OnnxSample::attribute(nodeOf(sample, type, inputs), "k", std::int64_t{2});
    const Network network = networkOf(sample);
    const bool isShared = inputs.size() == 7 && type == "com.microsoft.MoE"; // the same matrices as gate
    QCOMPARE(network.parameters(), std::int64_t{3 * (isShared ? 2 : products) * 128});
    QCOMPARE(network.macs(), std::int64_t{5 * 2 * products * 128});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 5, 8}));
}

void OnnxPackedTest::saysWhatItCannotUnpack()
{
    OnnxSample sample = productSample();
    nodeOf(sample, "com.microsoft.Mystery", {"x", "w"});
    QVERIFY(says(networkOf(sample), "com.microsoft.Mystery reads 2048 stored whole numbers, perhaps packed weights"));
}

void OnnxPackedTest::addsBeforeItNormalises()
{
    OnnxSample sample;
    sample.input("x", {"1", "6", "32"});
    for (const char* name : {"scale", "shift", "bias"})
        stored(sample, name, {32}, Type::FLOAT);
    nodeOf(sample, "com.microsoft.SkipLayerNormalization", {"x", "x", "scale", "shift", "bias"}, {"n", "", "", "sum"});
    nodeOf(sample, "com.microsoft.SkipSimplifiedLayerNormalization", {"n", "sum", "scale"});
    sample.output("y");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{3 * 32});
    QVERIFY(network.issues().empty());
}

void OnnxPackedTest::buffersAreNoParameters()
{
    OnnxSample sample;
    sample.input("x", {"1", "6", "32"});
    stored(sample, "model.rotary_emb.inv_freq", {32}, Type::FLOAT);
    sample.node("Mul", {"x", "model.rotary_emb.inv_freq"}, {"y"});
    sample.output("y");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{0});
    QCOMPARE(network.statistics(), std::int64_t{32});
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::OnnxPackedTest)
#include "onnx_packed_test.moc"
