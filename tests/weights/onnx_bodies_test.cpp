#include "tests/test_class.h"
#include "tests/weights/onnx_network.h"

#include <QTest>

namespace waferscope {

/// Branches and loops: weights count wherever they are, multiply-adds as often as one pass goes through them.
class OnnxBodiesTest : public QObject {
    Q_OBJECT

private slots:
    void bothBranchesAreTrained();
    void weightsOfTheModelInABranchOnly();
    void branchesWithinBranches();
    void packedWeightsInABranch();
    void statisticsInABranchStayApart();
    void aLoopHasItsBody();
    void aLoopOfNoEndIsCountedOnce();
    void aScanHasItsBody();
    void unknownBodiesCarryTheirWeights();
    void refusesBodiesThatDoNotFit();
};

static onnx::TensorProto& weight(onnx::GraphProto& graph, const std::string& name,
                                 const std::vector<std::int64_t>& dims)
{
    onnx::TensorProto& tensor = *graph.add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    std::size_t bytes = sizeof(float);
    for (const std::int64_t dim : dims) {
        tensor.add_dims(dim);
        bytes *= static_cast<std::size_t>(dim);
    }
    tensor.set_raw_data(std::string(bytes, '\0'));
    return tensor;
}

static onnx::GraphProto& body(onnx::NodeProto& node, const std::string& name)
{
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto::GRAPH);
    return *attribute.mutable_g();
}

/// A product of x with a weight of its own.
static void addProduct(onnx::GraphProto& graph, const std::string& own, std::int64_t width)
{
    weight(graph, own, {4, width});
    OnnxSample::addNode(graph, "MatMul", {"x", own}, {own + "/result"});
    graph.add_output()->set_name(own + "/result");
}

static OnnxSample withCondition()
{
    OnnxSample sample;
    sample.input("x", {"1", "4"});
    sample.input("condition", {}, onnx::TensorProto::BOOL);
    sample.output("y");
    return sample;
}

void OnnxBodiesTest::bothBranchesAreTrained()
{
    OnnxSample sample = withCondition();
    onnx::NodeProto& node = sample.node("If", {"condition"}, {"y"});
    addProduct(body(node, "then_branch"), "a", 8);
    addProduct(body(node, "else_branch"), "b", 8);
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{2 * 32});
    QCOMPARE(network.macs(), std::int64_t{32});
    QCOMPARE(network.activations(), std::int64_t{8});
    QVERIFY(says(network, "they count as parameters, and multiply-adds are those of one branch"));
}

void OnnxBodiesTest::weightsOfTheModelInABranchOnly()
{
    OnnxSample sample = withCondition();
    sample.weight("outer", {4, 8});
    sample.weight("nowhere", {4, 8});
    onnx::NodeProto& node = sample.node("If", {"condition"}, {"y"});
    addProduct(body(node, "then_branch"), "a", 8);
    onnx::GraphProto& other = body(node, "else_branch");
    OnnxSample::addNode(other, "MatMul", {"x", "outer"}, {"r"});
    other.add_output()->set_name("r");
    QCOMPARE(networkOf(sample).parameters(), std::int64_t{2 * 32}); // what no operator reads is not counted
}

void OnnxBodiesTest::branchesWithinBranches()
{
    OnnxSample sample = withCondition();
    onnx::NodeProto& node = sample.node("If", {"condition"}, {"y"});
    addProduct(body(node, "then_branch"), "a", 8);
    onnx::GraphProto& other = body(node, "else_branch");
    onnx::NodeProto& inner = OnnxSample::addNode(other, "If", {"condition"}, {"r"});
    addProduct(body(inner, "then_branch"), "b", 8);
    addProduct(body(inner, "else_branch"), "c", 8);
    other.add_output()->set_name("r");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{3 * 32});
    QCOMPARE(network.macs(), std::int64_t{32});
}

void OnnxBodiesTest::packedWeightsInABranch()
{
    OnnxSample sample = withCondition();
    onnx::NodeProto& node = sample.node("If", {"condition"}, {"y"});
    OnnxSample::addNode(body(node, "then_branch"), "Relu", {"x"}, {"r"});
    body(node, "unused").set_name("not looked into");
    node.mutable_attribute(0)->mutable_g()->add_output()->set_name("r");
    onnx::GraphProto& other = body(node, "else_branch");
    onnx::TensorProto& packed = weight(other, "w", {4, 8});
    packed.set_data_type(onnx::TensorProto::INT8);
    packed.set_raw_data(std::string(32, '\0'));
    weight(other, "s", {});
    OnnxSample::addNode(other, "DequantizeLinear", {"w", "s"}, {"f"});
    OnnxSample::addNode(other, "MatMul", {"x", "f"}, {"r"});
    other.add_output()->set_name("r");
    QCOMPARE(networkOf(sample).parameters(), std::int64_t{32});
}

void OnnxBodiesTest::statisticsInABranchStayApart()
{
    OnnxSample sample;
    sample.input("x", {"1", "4", "2", "2"});
    sample.input("condition", {}, onnx::TensorProto::BOOL);
    sample.output("y");
    onnx::NodeProto& node = sample.node("If", {"condition"}, {"y"});
    onnx::GraphProto& taken = body(node, "then_branch");
    OnnxSample::addNode(taken, "Relu", {"x"}, {"r"});
    taken.add_output()->set_name("r");
    onnx::GraphProto& other = body(node, "else_branch");
    for (const char* name : {"scale", "shift", "m", "v"})
        weight(other, name, {4});
    OnnxSample::addNode(other, "BatchNormalization", {"x", "scale", "shift", "m", "v"}, {"r"});
    other.add_output()->set_name("r");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{8});
    QCOMPARE(network.statistics(), std::int64_t{8});
}

/// state = state W, each state stacked.
static void addLoop(OnnxSample& sample, std::int64_t turns)
{
    onnx::TensorProto& most = *sample.graph().add_initializer();
    most.set_name("turns");
    most.set_data_type(onnx::TensorProto::INT64);
    most.add_int64_data(turns);
    onnx::NodeProto& node = sample.node("Loop", {"turns", "", "x"}, {"last", "y"});
    onnx::GraphProto& turn = body(node, "body");
    for (const char* name : {"turn", "go", "state"})
        turn.add_input()->set_name(name);
    weight(turn, "w", {4, 4});
    OnnxSample::addNode(turn, "Identity", {"go"}, {"on"});
    OnnxSample::addNode(turn, "MatMul", {"state", "w"}, {"next"});
    OnnxSample::addNode(turn, "Relu", {"next"}, {"seen"});
    for (const char* name : {"on", "next", "seen"})
        turn.add_output()->set_name(name);
}

void OnnxBodiesTest::aLoopHasItsBody()
{
    OnnxSample sample;
    sample.input("x", {"1", "4"});
    addLoop(sample, 3);
    sample.output("y");
    sample.output("last");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{16});
    QCOMPARE(network.macs(), std::int64_t{16});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{3, 1, 4}));
    QCOMPARE(network.shapeOf(network.source().outputs[1]), (Shape{1, 4}));
    QVERIFY(says(network, "counted once, though it may run 3 times"));
}

void OnnxBodiesTest::aLoopOfNoEndIsCountedOnce()
{
    OnnxSample sample;
    sample.input("x", {"1", "4"});
    addLoop(sample, std::numeric_limits<std::int64_t>::max());
    sample.output("y");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{16});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 1, 4}));
    QVERIFY(says(network, "counted once, however often it runs"));
}

void OnnxBodiesTest::aScanHasItsBody()
{
    OnnxSample sample;
    sample.input("x", {"1", "4"});
    sample.input("steps", {"length", "1", "4"});
    onnx::NodeProto& node = sample.node("Scan", {"x", "steps"}, {"last", "y"});
    OnnxSample::attribute(node, "num_scan_inputs", std::int64_t{1});
    onnx::GraphProto& turn = body(node, "body");
    for (const char* name : {"state", "step"})
        turn.add_input()->set_name(name);
    weight(turn, "w", {4, 4});
    OnnxSample::addNode(turn, "MatMul", {"step", "w"}, {"t"});
    OnnxSample::addNode(turn, "Add", {"t", "state"}, {"next"});
    OnnxSample::addNode(turn, "Relu", {"next"}, {"seen"});
    turn.add_output()->set_name("next");
    turn.add_output()->set_name("seen");
    sample.output("y");
    const Network network = networkOf(sample, {{"length", 5}});
    QCOMPARE(network.parameters(), std::int64_t{16});
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{5, 1, 4}));
    QVERIFY(says(network, "The body of a Scan is counted once"));
}

void OnnxBodiesTest::unknownBodiesCarryTheirWeights()
{
    OnnxSample sample;
    sample.input("x", {"1", "4"});
    addProduct(body(sample.node("SequenceMap", {"x"}, {"y"}), "body"), "w", 8);
    sample.output("y");
    const Network network = networkOf(sample);
    QCOMPARE(network.parameters(), std::int64_t{32});
    QCOMPARE(network.macs(), std::int64_t{0});
    QVERIFY(says(network, "The body of SequenceMap is not followed"));
}

void OnnxBodiesTest::refusesBodiesThatDoNotFit()
{
    OnnxSample sample;
    sample.input("x", {"1", "4"});
    addLoop(sample, 3);
    sample.graph().mutable_node(0)->add_input("x");
    const Result<Network> network = readNetworkOf(sample);
    QVERIFY(!network.ok());
    QVERIFY(network.error().message.find("has other inputs than its body") != std::string::npos);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::OnnxBodiesTest)
#include "onnx_bodies_test.moc"
