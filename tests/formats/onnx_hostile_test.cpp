#include "core/base/random.h"
#include "formats/onnx/onnx.h"
#include "tests/test_class.h"

#include "tests/formats/bytes_read.h"
#include "tests/formats/large_onnx.h"
#include "tests/formats/onnx_sample.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <sys/resource.h>

namespace waferscope {

/// Files that are wrong on purpose: they must end in a network or in one sentence, quickly, never in a crash.
class OnnxHostileTest : public QObject {
    Q_OBJECT

private slots:
    void survivesEveryTruncation();
    void survivesRandomCorruption();
    void survivesMeaninglessAttributes_data();
    void survivesMeaninglessAttributes();
    void refusesDeepNesting();
    void refusesTensorsThatAreTooLarge();
    void opensAGigabyteInLittleMemory();
};

static Result<Network> networkOf(const std::string& bytes)
{
    WAFERSCOPE_TRY(OnnxModel model, readOnnxBytes(bytes, "sample.onnx"));
    return Network::create(std::make_shared<const NetworkSource>(std::move(model.source)));
}

static bool isOneSentence(const std::string& message)
{
    return !message.empty() && message.find('\n') == std::string::npos
        && (message.ends_with('.') || message.ends_with('?'));
}

void OnnxHostileTest::survivesEveryTruncation()
{
    const std::string whole = sampleClassifier();
    int refused = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const Result<Network> network = networkOf(whole.substr(0, length));
        if (network.ok())
            continue;
        ++refused;
        QVERIFY2(isOneSentence(network.error().message), network.error().message.c_str());
    }
    QVERIFY(refused > 10000); // all but the few that end between two fields behind the graph
}

void OnnxHostileTest::survivesRandomCorruption()
{
    const std::string whole = sampleClassifier();
    Random random{20261124};
    for (int round = 0; round < 20000; ++round) {
        std::string bytes = whole;
        const std::uint64_t changes = 1 + random.below(4);
        for (std::uint64_t change = 0; change < changes; ++change) {
            std::uint64_t at = random.below(bytes.size());
            if (bytes[at] == '\0' && random.below(50) != 0)
                at = random.below(600); // most bytes are weights, which do not matter
            bytes[at] = static_cast<char>(random.next());
        }
        const Result<Network> network = networkOf(bytes);
        if (!network.ok())
            QVERIFY2(isOneSentence(network.error().message), network.error().message.c_str());
    }
}

void OnnxHostileTest::survivesMeaninglessAttributes_data()
{
    QTest::addColumn<QString>("type");
    for (const char* type : {"Conv",
                             "ConvTranspose",
                             "MaxPool",
                             "AveragePool",
                             "Gemm",
                             "MatMul",
                             "LSTM",
                             "Reshape",
                             "Flatten",
                             "Transpose",
                             "Concat",
                             "Split",
                             "Slice",
                             "Squeeze",
                             "Unsqueeze",
                             "Gather",
                             "GatherND",
                             "Pad",
                             "Resize",
                             "Upsample",
                             "ReduceMean",
                             "ArgMax",
                             "Expand",
                             "Tile",
                             "Where",
                             "TopK",
                             "OneHot",
                             "Range",
                             "ConstantOfShape",
                             "DepthToSpace",
                             "SpaceToDepth",
                             "Einsum",
                             "LayerNormalization",
                             "BatchNormalization",
                             "GridSample",
                             "MaxUnpool",
                             "RoiAlign"})
        QTest::newRow(type) << QString{type};
}

static std::int64_t hostileNumber(Random& random)
{
    constexpr std::int64_t kNumbers[] = {
        0,   1, 2, 3, -1, -2, 7, INT64_MAX, INT64_MIN, INT64_MAX - 1, 1LL << 31, 1LL << 40, 1LL << 62, -(1LL << 40),
        4096};
    return kNumbers[random.below(std::size(kNumbers))];
}

static void addHostileAttributes(onnx::NodeProto& node, Random& random)
{
    for (const char* name : {"strides", "pads", "dilations", "kernel_shape", "output_padding", "output_shape", "axes",
                             "perm", "split", "starts", "ends", "shape", "paddings"}) {
        std::vector<std::int64_t> values(random.below(5));
        for (std::int64_t& value : values)
            value = hostileNumber(random);
        if (random.below(3) == 0)
            OnnxSample::attribute(node, name, values);
    }
    for (const char* name : {"group", "axis", "blocksize", "hidden_size", "batch_dims", "k", "keepdims", "ceil_mode",
                             "transA", "layout", "start", "end", "allowzero"})
        if (random.below(3) == 0)
            OnnxSample::attribute(node, name, hostileNumber(random));
}

void OnnxHostileTest::survivesMeaninglessAttributes()
{
    QFETCH(QString, type);
    Random random{7};
    for (int round = 0; round < 400; ++round) {
        OnnxSample sample;
        sample.input("x", {"2", "4", "6", "6"});
        sample.input("y", {"4", "4"});
        sample.weight("w", {4, 4, 3, 3});
        std::vector<std::int64_t> values(random.below(5));
        for (std::int64_t& value : values)
            value = hostileNumber(random);
        sample.integers("i", values);
        sample.integers("one", {hostileNumber(random)});
        const std::string names[] = {"x", "y", "w", "i", "one", ""};
        onnx::NodeProto& node = sample.node(type.toStdString(), {}, {"a", "b", "c"});
        for (std::uint64_t input = random.below(6); input > 0; --input)
            node.add_input(names[random.below(std::size(names))]);
        addHostileAttributes(node, random);
        sample.output("a");
        const Result<Network> network = networkOf(sample.bytes());
        if (!network.ok())
            QVERIFY2(isOneSentence(network.error().message), network.error().message.c_str());
    }
}

void OnnxHostileTest::refusesDeepNesting()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    onnx::GraphProto* graph = &sample.graph();
    for (int level = 0; level < 200; ++level) {
        onnx::AttributeProto& branch = *OnnxSample::addNode(*graph, "If", {"x"}, {"y"}).add_attribute();
        branch.set_name("then_branch");
        branch.set_type(onnx::AttributeProto::GRAPH);
        graph = branch.mutable_g();
    }
    const Result<Network> network = networkOf(sample.bytes());
    QVERIFY(!network.ok());
    QVERIFY2(network.error().message.find("nested") != std::string::npos, network.error().message.c_str());
}

void OnnxHostileTest::refusesTensorsThatAreTooLarge()
{
    OnnxSample sample;
    sample.input("x", {"batch", "4"});
    sample.integers("shape", {1LL << 40, 1LL << 40});
    sample.node("Expand", {"x", "shape"}, {"y"});
    sample.output("y");
    const Result<Network> network = networkOf(sample.bytes());
    QVERIFY(!network.ok());
    QVERIFY(isOneSentence(network.error().message));
}

/// Largest memory that this process ever held, in bytes.
static std::int64_t peakMemory()
{
    struct rusage usage { };
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024;
}

void OnnxHostileTest::opensAGigabyteInLittleMemory()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString() + "/large.onnx";
    samples::writeGigabyteOnnx(path);
    const std::int64_t before = peakMemory();
    const std::int64_t readBefore = bytesRead();
    const Result<OnnxModel> model = readOnnx(path);
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
    QVERIFY(readBefore >= 0 && bytesRead() - readBefore < (64 << 20));
    QVERIFY(peakMemory() - before < (64 << 20));
    const auto network = Network::create(std::make_shared<const NetworkSource>(model.value().source));
    QVERIFY(network.ok());
    QCOMPARE(network.value().parameters(), std::int64_t{16384} * 16384);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::OnnxHostileTest)
#include "onnx_hostile_test.moc"
