#include "core/base/random.h"
#include "formats/networks/model.h"
#include "formats/onnx/onnx.h"
#include "formats/tensorflow/tensorflow.h"
#include "tests/test_class.h"

#include "tests/formats/read_network.h"
#include "tests/formats/tensorflow_sample.h"

#include <QTest>

namespace waferscope {

namespace tf = tf_sample;

/// Graphs in TensorFlow's own format. The expected numbers are worked out beside the layer.
class TensorflowTest : public QObject {
    Q_OBJECT

private slots:
    void readsFrozenPerceptron();
    void readsFrozenConvolutions();
    void readsSavedModel();
    void openBatchCanBeSet();
    void readsRecurrentLayers();
    void givesTheShapeOfTheOperator_data();
    void givesTheShapeOfTheOperator();
    void anUnknownOperatorIsAnIssue();
    void weightsOfEveryBodyCount();
    void isToldByContent();
    void opensFiles();
    void refusesWithOneSentence_data();
    void refusesWithOneSentence();
    void survivesEveryTruncation();
    void survivesRandomCorruption();

private:
    SampleFolder m_folder;
};

static Network networkOf(const std::string& bytes, const Dimensions& dimensions = {})
{
    return networkOf(readTfBytes(bytes, "model.pb"), dimensions);
}

static const Layer& layerOf(const Network& network, const std::string& name)
{
    for (const Layer& layer : network.layers())
        if (layer.name == name)
            return layer;
    qFatal("there is no layer %s", name.c_str());
}

void TensorflowTest::readsFrozenPerceptron()
{
    const Network network = networkOf(frozenPerceptron());
    QCOMPARE(network.parameters(), 784 * 300 + 300 + 300 * 10 + 10);
    QCOMPARE(network.macs(), 784 * 300 + 300 * 10);
    QCOMPARE(layerOf(network, "dense").parameters, 784 * 300 + 300); // the bias with the product
    QVERIFY(layerOf(network, "out").kind == LayerKind::Linear);
    QCOMPARE(network.source().outputs.size(), std::size_t{1});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 10}));
    QVERIFY(network.issues().empty());
}

void TensorflowTest::readsFrozenConvolutions()
{
    const Network network = networkOf(frozenConvolutions(), {{"batch", 3}});
    QCOMPARE(network.parameters(), 432 + 2 * 16 + 9 * 16 + 16 + 160);
    QCOMPARE(network.statistics(), 2 * 16);
    QCOMPARE(network.macs(), 32 * 32 * 16 * 27 + 16 * 16 * 16 * 9 + 160);
    QCOMPARE(layerOf(network, "conv").outputShape, (Shape{3, 16, 32, 32}));
    QCOMPARE(layerOf(network, "dw").outputShape, (Shape{3, 16, 16, 16}));
    QCOMPARE(layerOf(network, "dw").parameters, 9 * 16 + 16);
    QCOMPARE(layerOf(network, "pool").outputShape, (Shape{3, 16, 8, 8}));
    QCOMPARE(layerOf(network, "fc").outputShape, (Shape{3, 10}));
    for (const Operator& op : network.source().operators)
        QVERIFY2(op.type != "Transpose" || network.roleOf(*op.outputs[0]) == TensorRole::Parameter,
                 "a picture is turned although all of it may have its channels in front");
}

/// The query's kernel is one variable of 64 numbers and its bias one of 8; attention over 6 places of 8 numbers.
void TensorflowTest::readsSavedModel()
{
    const Network network = networkOf(savedAttention());
    QCOMPARE(network.parameters(), 64 + 8 + 8);
    QCOMPARE(network.statistics(), 8); // the moving mean
    QCOMPARE(network.macs(), 6 * 8 * 8 + 6 * 6 * 8 + 6 * 6 * 8);
    QCOMPARE(layerOf(network, "query").macs, 6 * 8 * 8);
    QVERIFY(layerOf(network, "attention").kind == LayerKind::Attention);
    QCOMPARE(network.source().inputs.size(), std::size_t{1});
    QCOMPARE(network.shapeOf(network.source().outputs.at(0)), (Shape{1, 6, 8}));
    QVERIFY(network.issues().empty());
}

void TensorflowTest::openBatchCanBeSet()
{
    const Network network = networkOf(savedAttention(), {{"batch", 5}});
    QCOMPARE(network.shapeOf(network.source().outputs.at(0)), (Shape{5, 6, 8}));
    QCOMPARE(network.macs(), 6 * 8 * 8 + 2 * 6 * 6 * 8);
}

/// 5 steps of 3 numbers, 4 units; the loop itself lies in a function that Keras names.
void TensorflowTest::readsRecurrentLayers()
{
    const std::string loop = tf::functionOf("__inference_standard_lstm_9", {"x", "h", "c", "k", "r", "b"},
                                            {{"last", "w:output:0"}, {"all", "w:output:1"}},
                                            {tf::node("w", "While", {"x", "h", "c", "k", "r", "b"})});
    const std::string bytes =
        tf::graph(
            {tf::placeholder("x", {-1, 5, 3}), tf::weights("kernel", {3, 16}), tf::weights("recurrent", {4, 16}),
             tf::weights("bias", {16}), tf::weights("zeros", {1, 4}),
             tf::node("lstm/PartitionedCall", "PartitionedCall", {"x", "zeros", "zeros", "kernel", "recurrent", "bias"},
                      {{"f", tf::function("__inference_standard_lstm_9")}}),
             tf::node("out", "Relu", {"lstm/PartitionedCall:1"}),
             tf::node("state", "Relu", {"lstm/PartitionedCall:0"})})
        + tf::library({loop});
    const Network network = networkOf(bytes, {{"batch", 2}});
    QCOMPARE(layerOf(network, "lstm").parameters, 16 * (3 + 4) + 16);
    QCOMPARE(network.macs(), 5 * 16 * (3 + 4));
    QVERIFY(layerOf(network, "lstm").kind == LayerKind::Recurrent);
    QCOMPARE(network.shapeOf(network.source().outputs.at(0)), (Shape{2, 5, 4}));
    QCOMPARE(network.shapeOf(network.source().outputs.at(1)), (Shape{2, 4}));
}

void TensorflowTest::givesTheShapeOfTheOperator_data()
{
    QTest::addColumn<QByteArray>("graph");
    QTest::addColumn<QString>("shape");
    const auto row = [](const char* op, const std::vector<std::int64_t>& in, const char* shape,
                        const std::vector<std::string>& constants = {}, const tf::Attributes& attributes = {}) {
        std::vector<std::string> nodes{tf::placeholder("x", in)};
        std::vector<std::string> inputs{"x"};
        for (std::size_t at = 0; at < constants.size(); ++at)
            inputs.push_back("c" + std::to_string(at));
        nodes.insert(nodes.end(), constants.begin(), constants.end());
        nodes.push_back(tf::node("y", op, inputs, attributes));
        QTest::addRow("%s %s", op, shape) << QByteArray::fromStdString(tf::graph(nodes)) << QString{shape};
    };
    const auto same = tf::text("SAME");
    row("ArgMax", {2, 3, 4}, "[2, 3]", {tf::numbers("c0", {-1}, true)});
    row("AvgPool", {2, 9, 9, 3}, "[2, 3, 5, 5]", {},
        {{"ksize", tf::list({1, 2, 2, 1})}, {"strides", tf::list({1, 2, 2, 1})}, {"padding", same}});
    row("ConcatV2", {2, 3}, "[2, 7]", {tf::weights("c0", {2, 4}), tf::numbers("c1", {1}, true)});
    row("Conv2D", {2, 9, 9, 4}, "[2, 6, 4, 4]", {tf::weights("c0", {3, 3, 2, 6})},
        {{"padding", tf::text("VALID")}, {"strides", tf::list({1, 2, 2, 1})}});
    row("Cumsum", {2, 3}, "[2, 3]", {tf::numbers("c0", {1}, true)});
    row("DepthToSpace", {2, 4, 4, 12}, "[2, 3, 8, 8]", {}, {{"block_size", tf::integer(2)}});
    row("ExpandDims", {2, 3}, "[2, 1, 3]", {tf::numbers("c0", {1}, true)});
    row("GatherV2", {2, 3, 4}, "[2, 2, 4]", {tf::numbers("c0", {0, 2}), tf::numbers("c1", {1}, true)});
    row("LeakyRelu", {2, 3}, "[2, 3]");
    row("Max", {2, 5, 5, 3}, "[2, 1, 5, 5]", {tf::numbers("c0", {3})}, {{"keep_dims", tf::truth(true)}});
    row("Mean", {2, 5, 5, 3}, "[2, 3]", {tf::numbers("c0", {1, 2})});
    row("Mean", {2, 5, 5, 3}, "[2, 3, 1, 1]", {tf::numbers("c0", {1, 2})}, {{"keep_dims", tf::truth(true)}});
    row("Mean", {2, 5, 7, 3}, "[2, 5, 7]", {tf::numbers("c0", {-1})});
    row("Mul", {2, 5, 7, 3}, "[2, 3, 5, 7]", {tf::weights("c0", {3})});
    row("Pad", {2, 5, 7, 3}, "[2, 3, 8, 8]", {tf::numbers("c0", {0, 0, 1, 2, 1, 0, 0, 0})});
    row("Reshape", {2, 6}, "[3, 4]", {tf::numbers("c0", {-1, 4})});
    row("ResizeBilinear", {2, 5, 7, 3}, "[2, 3, 10, 14]", {tf::numbers("c0", {10, 14})});
    row("Slice", {2, 9}, "[2, 6]", {tf::numbers("c0", {0, 3}), tf::numbers("c1", {-1, 6})});
    row("Softmax", {2, 3}, "[2, 3]");
    row("Squeeze", {2, 1, 3}, "[2, 3]", {}, {{"squeeze_dims", tf::list({1})}});
    row("StridedSlice", {2, 9, 4}, "[2, 1, 4]",
        {tf::numbers("c0", {0, 0, 3}), tf::numbers("c1", {0, 0, 4}), tf::numbers("c2", {1, 1, 1})},
        {{"begin_mask", tf::integer(1)},
         {"end_mask", tf::integer(1)},
         {"new_axis_mask", tf::integer(2)},
         {"shrink_axis_mask", tf::integer(4)}});
    row("StridedSlice", {2, 9, 4}, "[2, 9, 2]",
        {tf::numbers("c0", {0, 0}), tf::numbers("c1", {0, 4}), tf::numbers("c2", {1, 2})},
        {{"ellipsis_mask", tf::integer(1)}});
    row("Tile", {2, 3}, "[4, 9]", {tf::numbers("c0", {2, 3})});
    row("TopKV2", {2, 9}, "[2, 3]", {tf::numbers("c0", {3}, true)});
    row("Transpose", {2, 3, 4}, "[4, 2, 3]", {tf::numbers("c0", {2, 0, 1})});
    row("Unpack", {2, 3, 4}, "[2, 4]", {}, {{"num", tf::integer(3)}, {"axis", tf::integer(1)}});
}

void TensorflowTest::givesTheShapeOfTheOperator()
{
    QFETCH(const QByteArray, graph);
    QFETCH(const QString, shape);
    const Network network = networkOf(graph.toStdString());
    QCOMPARE(QString::fromStdString(toText(network.shapeOf(network.source().outputs.at(0)))), shape);
    for (const ImportIssue& issue : network.issues())
        QVERIFY2(issue.severity == IssueSeverity::Note, issue.message.c_str());
}

void TensorflowTest::anUnknownOperatorIsAnIssue()
{
    const Network network = networkOf(
        tf::graph({tf::placeholder("x", {-1, 8}),
                   tf::node("odd", "Fold", {"x"}, {{"_output_shapes", tf::bytes(1, tf::bytes(7, tf::shape({4, 2})))}}),
                   tf::node("y", "Relu", {"odd"})}));
    QCOMPARE(network.shapeOf(network.source().outputs.at(0)), (Shape{4, 2}));
    QCOMPARE(network.issues().size(), std::size_t{1});
    QVERIFY(network.issues()[0].message.find("tf.Fold") != std::string::npos);
}

/// Branches that are taken, others that are not, and a loop, each with a matrix of its own.
void TensorflowTest::weightsOfEveryBodyCount()
{
    const auto product = [](const char* name, std::int64_t width) {
        return tf::functionOf(name, {"x"}, {{"r", "m:product:0"}},
                              {tf::weights("w", {4, width}), tf::node("m", "MatMul", {"x", "w:output:0"})});
    };
    const std::string test = tf::functionOf("test", {"x"}, {{"r", "go:output:0"}}, {tf::numbers("go", {1}, true)});
    const std::string bytes =
        tf::graph({tf::placeholder("x", {1, 4}), tf::numbers("c", {1}, true),
                   tf::node("if", "StatelessIf", {"c", "x"},
                            {{"then_branch", tf::function("f")}, {"else_branch", tf::function("g")}}),
                   tf::node("case", "StatelessCase", {"c", "if"}, {{"branches", tf::functionList({"i", "j"})}}),
                   tf::node("while", "StatelessWhile", {"case"},
                            {{"cond", tf::function("test")}, {"body", tf::function("h")}})})
        + tf::library({product("f", 4), product("g", 4), product("h", 4), product("i", 4), product("j", 4), test});
    const Network network = networkOf(bytes);
    QCOMPARE(network.parameters(), 5 * 16);
    QCOMPARE(network.macs(), 2 * 16);
    QVERIFY(std::any_of(network.issues().begin(), network.issues().end(), [](const ImportIssue& issue) {
        return issue.message.find("The body of a While is not followed") != std::string::npos;
    }));
}

void TensorflowTest::isToldByContent()
{
    QVERIFY(looksLikeTfGraph(frozenPerceptron().substr(0, 200)));
    QVERIFY(looksLikeTfSavedModel(savedAttention().substr(0, 200)));
    QVERIFY(!looksLikeTfSavedModel(frozenPerceptron()) && !looksLikeTfGraph(savedAttention()));
    const std::string onnx = tf::whole(1, 1) + tf::bytes(2, "a producer of version 1"); // the first of ONNX began so
    QVERIFY(looksLikeOnnx(onnx) && !looksLikeTfSavedModel(onnx) && !looksLikeTfGraph(onnx));
    QVERIFY(!looksLikeTfGraph("\nmodel: {}\n") && !looksLikeTfGraph("") && !looksLikeTfSavedModel("\x08\x01"));
}

void TensorflowTest::opensFiles()
{
    const Result<LoadedModel> frozen = openModel(m_folder.write("frozen.pb", frozenPerceptron()));
    QVERIFY2(frozen.ok(), frozen.ok() ? "" : frozen.error().message.c_str());
    QCOMPARE(frozen.value().network->parameters(), 238510);
    QCOMPARE(frozen.value().network->name(), std::string{"frozen"});
    const Result<LoadedModel> saved = openModel(m_folder.write("saved_model.pb", savedAttention()));
    QVERIFY2(saved.ok(), saved.ok() ? "" : saved.error().message.c_str());
    QCOMPARE(saved.value().network->parameters(), 80);
}

void TensorflowTest::refusesWithOneSentence_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const std::vector<std::string>& nodes, const char* part) {
        QTest::addRow("%s", name) << QByteArray::fromStdString(tf::graph(nodes)) << QString{part};
    };
    row("no outputs", {tf::placeholder("x", {1, 2})}, "does not tell what it computes");
    row("no shape", {tf::node("x", "Placeholder", {}, {{"dtype", tf::type(1)}}), tf::node("y", "Relu", {"x"})},
        "states no shape");
    row("missing node", {tf::placeholder("x", {1, 2}), tf::node("y", "Add", {"x", "z"})}, "which nothing computes");
    row("missing input", {tf::placeholder("x", {1, 2}), tf::node("y", "Add", {"x"})}, "has only 1 inputs");
    row("circle",
        {tf::placeholder("x", {1, 2}), tf::node("a", "Add", {"x", "b"}), tf::node("b", "Relu", {"a"}),
         tf::node("y", "Relu", {"b"})},
        "in a circle");
    row("open variable",
        {tf::node("v", "VariableV2", {}, {{"dtype", tf::type(1)}, {"shape", tf::shapeValue({-1, 2})}}),
         tf::node("y", "Relu", {"v"})},
        "open or far too large");
    row("mismatch", {tf::placeholder("x", {1, 2}), tf::weights("w", {3, 4}), tf::node("y", "MatMul", {"x", "w"})},
        "rows of 2");
    const std::string self = tf::functionOf("f", {"x"}, {{"r", "c:output:0"}}, {tf::node("c", "f", {"x"})});
    QTest::addRow("calls itself") << QByteArray::fromStdString(
        tf::graph({tf::placeholder("x", {1, 2}), tf::node("y", "f", {"x"})}) + tf::library({self}))
                                  << QString{"64 deep"};
    QTest::addRow("no signature") << QByteArray::fromStdString(
        tf::savedModel(tf::graph({tf::node("s", "NoOp")}), {}, {}))
                                  << QString{"no signature"};
}

void TensorflowTest::refusesWithOneSentence()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, part);
    const Result<LoadedModel> model = openModel(m_folder.write("broken.pb", bytes.toStdString()));
    QVERIFY(!model.ok());
    const QString message = QString::fromStdString(model.error().message);
    QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY2(message.endsWith('.') && !message.contains('\n'), qPrintable(message));
}

static void mustEnd(const std::string& bytes)
{
    const Result<ReadNetwork> read = readTfBytes(bytes, "model.pb");
    if (!read.ok()) {
        QVERIFY2(read.error().message.ends_with('.'), read.error().message.c_str());
        return;
    }
    const Result<Network> network = Network::create(std::make_shared<const NetworkSource>(read.value().source));
    QVERIFY(network.ok() || network.error().message.ends_with('.'));
}

void TensorflowTest::survivesEveryTruncation()
{
    const std::string whole = savedAttention();
    QVERIFY(readTfBytes(whole, "model.pb").ok());
    for (std::size_t length = 0; length < whole.size(); ++length)
        QVERIFY(!readTfBytes(whole.substr(0, length), "model.pb").ok());
}

void TensorflowTest::survivesRandomCorruption()
{
    Random random{20261124};
    for (const std::string& whole : {savedAttention(), frozenConvolutions()})
        for (int round = 0; round < 2000; ++round) {
            std::string bytes = whole;
            for (std::uint64_t change = 1 + random.below(4); change > 0; --change)
                bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
            mustEnd(bytes);
        }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::TensorflowTest)
#include "tensorflow_test.moc"
