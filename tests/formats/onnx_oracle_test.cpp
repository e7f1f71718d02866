#include "formats/onnx/onnx.h"
#include "tests/test_class.h"

#include "formats/networks/model.h"
#include "formats/onnx/onnx_writer.h"
#include "tests/reference_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace waferscope {

/// Our shape rules against the ONNX library's own, on the models of Debian's libonnx-testdata and the reference folder.
/// The library is linked here and nowhere else.
class OnnxOracleTest : public QObject {
    Q_OBJECT

private slots:
    void shapesAgree_data();
    void shapesAgree();
    void itsCheckerAcceptsWhatWeWrite_data();
    void itsCheckerAcceptsWhatWeWrite();
};

static std::string bytesOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

/// Shapes of the tensors that the library knows completely, by name.
static std::map<std::string, Shape> shapesOfOracle(const std::string& bytes)
{
    std::map<std::string, Shape> shapes;
    onnx::ModelProto model;
    if (!model.ParseFromString(bytes))
        return shapes;
    try {
        onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(),
                                           onnx::ShapeInferenceOptions{false, 0, true});
    } catch (const std::exception&) {
        return shapes;
    }
    const auto collect = [&shapes](const onnx::ValueInfoProto& info) {
        if (!info.type().has_tensor_type() || !info.type().tensor_type().has_shape())
            return;
        Shape shape;
        for (const auto& dimension : info.type().tensor_type().shape().dim()) {
            if (!dimension.has_dim_value())
                return;
            shape.push_back(dimension.dim_value());
        }
        shapes[info.name()] = std::move(shape);
    };
    for (const onnx::ValueInfoProto& info : model.graph().value_info())
        collect(info);
    for (const onnx::ValueInfoProto& info : model.graph().output())
        collect(info);
    return shapes;
}

/// Models whose shapes the library takes from the file's outputs, while they depend on data; and inputs of extent 0,
/// which we take for an open size, as old exporters wrote it.
static bool isBeyondShapes(const std::string& path)
{
    for (const char* part : {"window_expanded", "window_symmetric_expanded", "tril_zero", "triu_zero"})
        if (path.find(part) != std::string::npos)
            return true;
    return false;
}

static void addFolder(const std::filesystem::path& folder)
{
    std::error_code problem;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder, problem})
        if (entry.path().extension() == ".onnx" && !isBeyondShapes(entry.path().string())) {
            const std::string path = entry.path().string();
            QTest::newRow(path.substr(folder.string().size()).c_str()) << QString::fromStdString(path);
        }
}

void OnnxOracleTest::shapesAgree_data()
{
    QTest::addColumn<QString>("path");
    addFolder("/usr/share/libonnx-testdata");
    if (const auto reference = referenceFolder())
        addFolder(*reference / "inputs/onnx");
}

void OnnxOracleTest::shapesAgree()
{
    if (!QTest::currentDataTag())
        QSKIP("No models are here (install libonnx-testdata).");
    QFETCH(QString, path);
    const std::string bytes = bytesOf(path.toStdString());
    Result<OnnxModel> model = readOnnxBytes(bytes, path.toStdString());
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
    const auto network = Network::create(std::make_shared<const NetworkSource>(std::move(model).value().source));
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    const std::map<std::string, Shape> expected = shapesOfOracle(bytes);
    const NetworkSource& source = network.value().source();
    for (std::size_t index = 0; index < source.tensors.size(); ++index) {
        const auto found = expected.find(source.tensors[index].name);
        if (found == expected.end())
            continue;
        const Shape& ours = network.value().shapeOf(TensorId{index});
        const std::string message = found->first + ": " + toText(ours) + " is not " + toText(found->second);
        QVERIFY2(ours == found->second, message.c_str());
    }
}

/// With masks, cross attention and tied tables.
static constexpr const char* kTranslator = R"(title: Translator
description: A small encoder and decoder.
citation: ours
sizes: {batch: 2, sequence: 6, target_sequence: 5}
inputs:
  - {name: input_ids, type: int32, shape: [batch, sequence]}
  - {name: decoder_input_ids, type: int32, shape: [batch, target_sequence]}
blocks:
  - {block: embedding, vocabulary: 37, size: 16}
  - {block: transformer, name: encoder, layers: 2, heads: 4, feed_forward: 32, activation: relu}
  - {block: decoder-embedding}
  - {block: transformer, name: decoder, layers: 2, heads: 4, feed_forward: 32, activation: relu, causal: yes, cross: yes}
  - {block: language-head, vocabulary: 37, tied: yes}
)";

/// What models of today are made of, but what ONNX cannot say.
static constexpr const char* kKinds = R"(title: Kinds
description: Sounds and a picture, and how near they are.
citation: ours
sizes: {batch: 2, sequence: 24}
inputs:
  - {name: frames, type: float32, shape: [batch, sequence, 6]}
  - {name: image, type: float32, shape: [batch, 3, 16, 16]}
blocks:
  - {block: sequence-conv, name: conv, size: 16, stride: 2, padding: 1}
  - {block: state-space, name: states, layers: 1, inner: 32, state: 4, rank: 2, norm: unbiased, inner_norms: yes}
  - {block: transformer, name: near, layers: 2, heads: 4, feed_forward: 32, activation: relu, distances: 5, norm: plain,
     norm_place: result, query_norm: head, layer_scale: yes, shared_layers: yes}
  - {block: transformer, name: sunk, layers: 2, heads: 4, key_heads: 2, feed_forward: 32, activation: relu, causal: yes,
     sinks: yes, score_cap: 5, norm: unbiased, norm_place: around, first_norm: no, query_norm: heads, experts: 3,
     routed: 2, expert_feed_forward: 8, shared_feed_forward: 8, shared_gate: yes, dense_layers: 1}
  - {block: lead-position}
  - {block: positions, positions: 13}
  - {block: first-position, name: heard}
  - {block: patch-embedding, name: patches, from: image, size: 16, patch: 2, class_position: no, norm: unbiased, bias: no}
  - {block: window-stage, name: stage, heads: 2, window: 3, feed_forward: 32, activation: relu}
  - {block: merge-positions, count: 16, kind: mean}
  - {block: first-position, name: features}
  - {block: linear, size: 16}
  - {block: similarity, with: heard, bias: yes}
)";

/// Those whose operators are in the opsets that Debian's ONNX library knows.
void OnnxOracleTest::itsCheckerAcceptsWhatWeWrite_data()
{
    QTest::addColumn<QString>("model");
    for (const char* model :
         {"gallery:unet", "gallery:mnist-mlp", "gallery:behler-parrinello", "family:resnet", "family:lstm:hidden=40"})
        QTest::newRow(model) << QString::fromLatin1(model);
    QTest::newRow("encoder and decoder") << QString{};
    QTest::newRow("kinds of today") << QStringLiteral("kinds");
}

void OnnxOracleTest::itsCheckerAcceptsWhatWeWrite()
{
    QFETCH(QString, model);
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("model.onnx")).toStdString();
    const std::string blocks = folder.filePath(QStringLiteral("translator.yaml")).toStdString();
    const bool isKinds = model == QStringLiteral("kinds");
    std::ofstream{blocks} << (isKinds ? kKinds : kTranslator);
    const Result<LoadedModel> loaded = openModel(isKinds || model.isEmpty() ? blocks : model.toStdString());
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    QVERIFY(writeOnnx(*loaded.value().network, path, 1, {}).ok());
    try {
        onnx::checker::check_model(path);
        onnx::ModelProto proto;
        QVERIFY(proto.ParseFromString(bytesOf(path)));
        onnx::shape_inference::InferShapes(proto, onnx::OpSchemaRegistry::Instance(),
                                           onnx::ShapeInferenceOptions{true, 1, true});
    } catch (const std::exception& problem) {
        QFAIL(problem.what());
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::OnnxOracleTest)
#include "onnx_oracle_test.moc"
