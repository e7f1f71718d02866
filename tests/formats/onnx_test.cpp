#include "formats/onnx/onnx.h"
#include "tests/test_class.h"

#include "tests/formats/onnx_sample.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

namespace waferscope {

class OnnxTest : public QObject {
    Q_OBJECT

private slots:
    void countsAClassifierExactly();
    void findsPayloadsInTheFile();
    void keepsPayloadsOfOtherFiles();
    void refusesPayloadsOutsideTheFolder_data();
    void refusesPayloadsOutsideTheFolder();
    void decidesBranchesByShapes();
    void takesTheFirstBranchWhenDataDecide();
    void writesFunctionsOut();
    void boundsFunctionsThatMultiply();
    void sortsOperators();
    void refusesWhatNothingComputes();
    void refusesCycles();
    void namesOpenSizes();
    void takesTheFilesNamesOfSizes();
    void evaluatesSizesThatFollowFromOthers();
    void passesUnknownOperatorsThrough();
    void readsConstantsInEveryForm();
    void ignoresInitializersAmongTheInputs();
    void refusesAFileWithoutGraph();
    void refusesLengthsThatDoNotFit();
};

static Result<Network> networkOf(const std::string& bytes, const Dimensions& sizes = {})
{
    WAFERSCOPE_TRY(OnnxModel model, readOnnxBytes(bytes, "sample.onnx"));
    return Network::create(std::make_shared<const NetworkSource>(std::move(model.source)), sizes);
}

/// Fails the test with the message of an error.
static Network good(Result<Network> network)
{
    if (!network.ok())
        qFatal("%s", network.error().message.c_str());
    return std::move(network).value();
}

static QString messageOf(const Result<Network>& network)
{
    return network.ok() ? QStringLiteral("no error") : QString::fromStdString(network.error().message);
}

void OnnxTest::countsAClassifierExactly()
{
    for (const std::int64_t batch : {1, 7}) {
        const Network network = good(networkOf(sampleClassifier(), {{"batch", batch}}));
        QCOMPARE(network.parameters(), 16 * 27 + 16 + 256 * 10 + 10);
        QCOMPARE(network.macs(), 16 * 4 * 4 * 27 + 2560);
        QCOMPARE(network.activations(), 256 + 256 + 10 + 10); // the Reshape is a view
        QCOMPARE(network.batch(), batch);
        QCOMPARE(network.layers().size(), std::size_t{3}); // Reshape joins Relu, Add joins MatMul
        QCOMPARE(network.layers()[2].outputShape, (Shape{batch, 10}));
        QCOMPARE(network.layers()[2].parameters, std::int64_t{2570});
    }
}

void OnnxTest::findsPayloadsInTheFile()
{
    std::string bytes = sampleClassifier();
    const std::size_t matrix = bytes.find(std::string(10240, '\0'));
    QVERIFY(matrix != std::string::npos);
    const Result<OnnxModel> model = readOnnxBytes(bytes, "folder/sample.onnx");
    QVERIFY(model.ok());
    for (const Tensor& tensor : model.value().source.tensors) {
        QCOMPARE(tensor.payload.has_value(), tensor.name == "matrix");
        if (tensor.payload) {
            QCOMPARE(tensor.payload->file, std::string{"sample.onnx"});
            QCOMPARE(tensor.payload->offset, std::uint64_t{matrix});
            QCOMPARE(tensor.payload->length, std::uint64_t{10240});
        }
    }
}

static onnx::TensorProto& externalWeight(OnnxSample& sample, const std::string& location)
{
    onnx::TensorProto& tensor = sample.weight("matrix", {4, 4});
    tensor.clear_raw_data();
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    onnx::StringStringEntryProto& entry = *tensor.add_external_data();
    entry.set_key("location");
    entry.set_value(location);
    return tensor;
}

static OnnxSample productWithExternalWeight(const std::string& location)
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    externalWeight(sample, location);
    sample.node("MatMul", {"x", "matrix"}, {"y"});
    sample.output("y");
    return sample;
}

void OnnxTest::keepsPayloadsOfOtherFiles()
{
    const Network network = good(networkOf(productWithExternalWeight("weights/a.bin").bytes()));
    QCOMPARE(network.parameters(), std::int64_t{16});
    const auto& payload = network.source().tensors[0].payload;
    QVERIFY(payload.has_value());
    QCOMPARE(payload->file, std::string{"weights/a.bin"});
    QCOMPARE(payload->length, std::uint64_t{64});
}

void OnnxTest::refusesPayloadsOutsideTheFolder_data()
{
    QTest::addColumn<std::string>("location");
    QTest::newRow("absolute") << std::string{"/etc/passwd"};
    QTest::newRow("parent") << std::string{"../secret"};
    QTest::newRow("hidden parent") << std::string{"weights/../../secret"};
    QTest::newRow("zero byte") << std::string("a\0b", 3);
    QTest::newRow("through a link") << std::string{"link/secret"};
}

void OnnxTest::refusesPayloadsOutsideTheFolder()
{
    QFETCH(std::string, location);
    const QTemporaryDir outside;
    const QTemporaryDir folder;
    std::filesystem::create_symlink(outside.path().toStdString(), folder.path().toStdString() + "/link");
    const std::string path = folder.path().toStdString() + "/model.onnx";
    const Result<OnnxModel> model = readOnnxBytes(productWithExternalWeight(location).bytes(), path);
    QVERIFY(!model.ok());
    QVERIFY2(model.error().message.find("outside the model's folder") != std::string::npos,
             model.error().message.c_str());
}

/// If(condition) Relu else a product with a weight of 4 x 4.
static void addBranches(OnnxSample& sample)
{
    onnx::NodeProto& branch = sample.node("If", {"condition"}, {"y"});
    onnx::AttributeProto& yes = *branch.add_attribute();
    yes.set_name("then_branch");
    yes.set_type(onnx::AttributeProto::GRAPH);
    OnnxSample::addNode(*yes.mutable_g(), "Relu", {"x"}, {"r"});
    yes.mutable_g()->add_output()->set_name("r");
    onnx::AttributeProto& no = *branch.add_attribute();
    no.set_name("else_branch");
    no.set_type(onnx::AttributeProto::GRAPH);
    OnnxSample::addNode(*no.mutable_g(), "MatMul", {"x", "matrix"}, {"r"});
    no.mutable_g()->add_output()->set_name("r");
    sample.output("y");
}

void OnnxTest::decidesBranchesByShapes()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    sample.weight("matrix", {4, 4});
    sample.integers("two", {2});
    sample.integers("rank", {1});
    sample.node("Shape", {"x"}, {"shape"});
    sample.node("Shape", {"shape"}, {"axes"});
    sample.node("Equal", {"axes", "rank"}, {"condition"}); // 2 = 1
    addBranches(sample);
    const Network network = good(networkOf(sample.bytes()));
    QCOMPARE(network.macs(), std::int64_t{16});
    QCOMPARE(network.parameters(), std::int64_t{16});
    QVERIFY(network.issues().empty());
}

void OnnxTest::takesTheFirstBranchWhenDataDecide()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    sample.input("condition", {}, onnx::TensorProto::BOOL);
    sample.weight("matrix", {4, 4});
    addBranches(sample);
    const Network network = good(networkOf(sample.bytes()));
    QCOMPARE(network.macs(), std::int64_t{0});
    QCOMPARE(network.parameters(), std::int64_t{16}); // of the branch that is not taken
    QCOMPARE(network.issues().size(), std::size_t{2});
    QCOMPARE(network.issues()[0].severity, IssueSeverity::Warning);
}

/// A local function `name` of one input whose body is the given operator types in turn.
static onnx::FunctionProto& addFunction(OnnxSample& sample, const std::string& name,
                                        std::initializer_list<std::string> types)
{
    onnx::FunctionProto& function = *sample.model().add_functions();
    function.set_name(name);
    function.set_domain("local");
    function.add_input("in");
    std::string last = "in";
    for (const std::string& type : types) {
        onnx::NodeProto& node = *function.add_node();
        node.set_op_type(type);
        node.set_domain(type.starts_with("f") ? "local" : "");
        node.add_input(last);
        last = "t" + std::to_string(function.node_size());
        node.add_output(last);
    }
    function.add_output(last);
    return function;
}

void OnnxTest::writesFunctionsOut()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    addFunction(sample, "f0", {"Flatten", "Relu"});
    onnx::FunctionProto& outer = addFunction(sample, "f1", {"f0", "Concat"});
    outer.mutable_node(1)->add_input("t1");
    onnx::AttributeProto& axis = *outer.mutable_node(1)->add_attribute();
    axis.set_name("axis");
    axis.set_ref_attr_name("where");
    onnx::NodeProto& call = sample.node("f1", {"x"}, {"y"});
    call.set_domain("local");
    OnnxSample::attribute(call, "where", std::int64_t{1});
    sample.output("y");
    const Network network = good(networkOf(sample.bytes(), {{"batch", 3}}));
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{3, 8}));
}

void OnnxTest::boundsFunctionsThatMultiply()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    addFunction(sample, "f0", {"Relu"});
    for (int level = 1; level < 30; ++level) { // 4^29 operators
        const std::string below = "f" + std::to_string(level - 1);
        addFunction(sample, "f" + std::to_string(level), {below, below, below, below});
    }
    sample.node("f29", {"x"}, {"y"}).set_domain("local");
    sample.output("y");
    const QString message = messageOf(networkOf(sample.bytes()));
    QVERIFY2(message.contains("200,000 operators"), qPrintable(message));
    sample.model().mutable_functions(0)->mutable_node(0)->set_op_type("f0"); // calls itself
    sample.model().mutable_functions(0)->mutable_node(0)->set_domain("local");
    sample.graph().mutable_node(0)->set_op_type("f0");
    QVERIFY(messageOf(networkOf(sample.bytes())).contains("deep"));
}

void OnnxTest::sortsOperators()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    sample.node("Relu", {"b"}, {"c"});
    sample.node("Relu", {"a"}, {"b"});
    sample.node("Relu", {"x"}, {"a"});
    sample.output("c");
    const Network network = good(networkOf(sample.bytes()));
    QCOMPARE(network.source().operators[0].name, std::string{"Relu3"});
    QCOMPARE(network.activations(), std::int64_t{12});
}

void OnnxTest::refusesWhatNothingComputes()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    sample.node("Add", {"x", "gone"}, {"y"});
    sample.output("y");
    QVERIFY(messageOf(networkOf(sample.bytes())).contains("reads 'gone', which nothing computes"));
    sample.graph().mutable_node(0)->set_input(1, "x");
    sample.output("lost");
    QVERIFY(messageOf(networkOf(sample.bytes())).contains("'lost'"));
    sample.graph().mutable_output()->RemoveLast();
    sample.node("Relu", {"x"}, {"y"});
    QVERIFY(messageOf(networkOf(sample.bytes())).contains("more than once"));
}

void OnnxTest::refusesCycles()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    sample.node("Add", {"x", "b"}, {"a"});
    sample.node("Relu", {"a"}, {"b"});
    sample.output("b");
    QVERIFY(messageOf(networkOf(sample.bytes())).contains("cycle"));
}

void OnnxTest::namesOpenSizes()
{
    OnnxSample sample;
    sample.input("x", {"", "seq len", "4"});
    sample.input("z", {"", "seq len", "-1"});
    sample.node("Relu", {"x"}, {"y"});
    sample.output("y");
    const Network network = good(networkOf(sample.bytes()));
    QCOMPARE(network.symbols().size(), std::size_t{3});
    QCOMPARE(network.symbols()[0].name, std::string{"batch"});
    QCOMPARE(network.symbols()[1].name, std::string{"seq_len"});
    QCOMPARE(network.symbols()[1].value, std::int64_t{128});
    QCOMPARE(network.symbols()[2].name, std::string{"z_axis2"});
    const Result<Network> longer = network.withDimensions({{"seq_len", 5}});
    QVERIFY(longer.ok());
    QCOMPARE(longer.value().activations(), std::int64_t{20});
}

void OnnxTest::takesTheFilesNamesOfSizes()
{
    OnnxSample sample;
    sample.input("x", {"batch", "2*seq + 1", "4"});
    sample.node("Relu", {"x"}, {"y"});
    sample.output("y");
    const auto extent = [&](const Dimensions& sizes) {
        const Network network = good(networkOf(sample.bytes(), sizes));
        return network.shapeOf(network.source().outputs[0])[1];
    };
    QCOMPARE(extent({{"2*seq + 1", 9}}), std::int64_t{9});
    QCOMPARE(extent({{"2_seq___1", 9}}), std::int64_t{9});
    QCOMPARE(extent({{"seq", 4}}), std::int64_t{9});
    const Network other = good(good(networkOf(sample.bytes())).withDimensions({{"2*seq + 1", 9}}));
    QCOMPARE(other.shapeOf(other.source().outputs[0])[1], std::int64_t{9});
    QVERIFY(messageOf(networkOf(sample.bytes(), {{"sequence", 4}})).contains("has no size 'sequence'"));
    QVERIFY(messageOf(networkOf(sample.bytes(), {{"2*seq + 1", 0}})).contains("must be between 1 and 2^40"));
}

void OnnxTest::evaluatesSizesThatFollowFromOthers()
{
    OnnxSample sample;
    sample.input("mask", {"batch", "past + sequence"});
    sample.input("kept", {"batch", "past"});
    sample.input("ids", {"batch", "sequence"});
    sample.node("Relu", {"mask"}, {"y"});
    sample.output("y");
    const Network network = good(networkOf(sample.bytes(), {{"past", 30}, {"sequence", 2}}));
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{1, 32}));
    QCOMPARE(network.symbols().size(), std::size_t{3});
}

void OnnxTest::passesUnknownOperatorsThrough()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    sample.node("Frobnicate", {"x"}, {"y"}).set_domain("com.example");
    sample.node("Relu", {"y"}, {"z"});
    sample.output("z");
    const Network network = good(networkOf(sample.bytes()));
    QCOMPARE(network.activations(), std::int64_t{8});
    QCOMPARE(network.issues().size(), std::size_t{1});
    QVERIFY(network.issues()[0].message.find("com.example.Frobnicate") != std::string::npos);
}

void OnnxTest::readsConstantsInEveryForm()
{
    OnnxSample sample;
    sample.input("x", {"batch", "2", "6"});
    OnnxSample::attribute(sample.node("Constant", {}, {"ints"}), "value_ints", std::vector<std::int64_t>{-1, 12});
    onnx::NodeProto& raw = sample.node("Constant", {}, {"raw"});
    onnx::AttributeProto& value = *raw.add_attribute();
    value.set_name("value");
    value.set_type(onnx::AttributeProto::TENSOR);
    value.mutable_t()->set_data_type(onnx::TensorProto::INT64);
    value.mutable_t()->add_dims(2);
    value.mutable_t()->set_raw_data(std::string("\4\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0", 16));
    sample.node("Reshape", {"x", "ints"}, {"a"});
    sample.node("Reshape", {"a", "raw"}, {"y"});
    sample.output("y");
    const Network network = good(networkOf(sample.bytes()));
    QCOMPARE(network.shapeOf(network.source().outputs[0]), (Shape{4, 3}));
}

void OnnxTest::ignoresInitializersAmongTheInputs()
{
    OnnxSample sample;
    sample.input("matrix", {"4", "4"});
    sample.input("x", {"batch", "4"});
    sample.weight("matrix", {4, 4});
    sample.node("MatMul", {"x", "matrix"}, {"y"});
    sample.output("y");
    const Network network = good(networkOf(sample.bytes(), {{"batch", 2}}));
    QCOMPARE(network.source().inputs.size(), std::size_t{1});
    QCOMPARE(network.batch(), std::int64_t{2});
    QCOMPARE(network.parameters(), std::int64_t{16});
}

void OnnxTest::refusesAFileWithoutGraph()
{
    QVERIFY(messageOf(networkOf("")).contains("no graph"));
    QVERIFY(messageOf(networkOf(std::string("\x08\x08", 2))).contains("no graph"));
}

void OnnxTest::refusesLengthsThatDoNotFit()
{
    OnnxSample sample;
    sample.input("x", {"batch", "64"});
    sample.weight("matrix", {64, 64}).set_dims(0, 128);
    sample.node("MatMul", {"x", "matrix"}, {"y"});
    sample.output("y");
    const QString message = messageOf(networkOf(sample.bytes()));
    QVERIFY2(message.contains("should have 32768 bytes and has 16384"), qPrintable(message));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::OnnxTest)
#include "onnx_test.moc"
