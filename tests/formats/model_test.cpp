#include "core/layout/plan.h"
#include "formats/networks/model.h"
#include "formats/networks/network_format.h"
#include "formats/plan/plan.h"
#include "tests/test_class.h"

#include "tests/formats/onnx_sample.h"
#include "tests/formats/tensorflow_sample.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include <filesystem>
#include <fstream>

namespace waferscope {

class ModelTest : public QObject {
    Q_OBJECT

private slots:
    void tellsAFileByItsContent();
    void tellsATextHoweverItIsWritten_data();
    void tellsATextHoweverItIsWritten();
    void aKindIsToldByOutermostKeysAlone();
    void aTextThatEndsEarlyKeepsItsKind();
    void opensBlocksFromAFile();
    void aByteOrderMarkIsNoPartOfTheText_data();
    void aByteOrderMarkIsNoPartOfTheText();
    void familiesTakeSizesAsTyped();
    void aReferenceFindsTheSameNetwork_data();
    void aReferenceFindsTheSameNetwork();
    void opensThePlansNetwork();
    void aFolderStandsForTheModelInIt();
    void aFolderOfSeveralNetworksIsAsked();
    void refusesWithOneSentence_data();
    void refusesWithOneSentence();
    void theHashFollowsTheStructure();

private:
    std::string write(const char* name, const std::string& bytes) const
    {
        std::string path = m_folder.path().toStdString() + "/" + name;
        std::ofstream{path, std::ios::binary} << bytes;
        return path;
    }

    QTemporaryDir m_folder;
};

static LoadedModel good(Result<LoadedModel> model)
{
    if (!model.ok())
        qFatal("%s", model.error().message.c_str());
    return std::move(model).value();
}

void ModelTest::tellsAFileByItsContent()
{
    const LoadedModel model = good(openModel(write("misnamed.txt", sampleClassifier())));
    QCOMPARE(model.network->source().format, std::string{"ONNX"});
    QCOMPARE(model.network->name(), std::string{"sample"});
    QCOMPARE(model.reference.hash.size(), std::size_t{16});
}

/// One perceptron of 4 x 3 + 3 x 2 weights and 5 biases in every dress that a writer may give a kind's keys.
void ModelTest::tellsATextHoweverItIsWritten_data()
{
    QTest::addColumn<QString>("text");
    const auto row = [](const char* name, const QString& text) { QTest::newRow(name) << text; };
    const QString blocks = "title: T\ndescription: D.\ncitation: ours\n"
                           "inputs: [{name: x, type: float32, shape: [batch, 4]}]\n"
                           "blocks:\n- {block: mlp, sizes: 4-3-2}\n";
    row("plain", blocks);
    row("byte-order mark", "\xEF\xBB\xBF" + blocks);
    row("a blank before every line", " " + QString{blocks}.replace('\n', "\n ").trimmed() + "\n");
    row("quoted keys", QString{blocks}.replace("blocks:", "\"blocks\":").replace("title:", "'title':"));
    row("blanks before the colon", QString{blocks}.replace("blocks:", "blocks   :"));
    row("carriage returns", QString{blocks}.replace("\n", "\r\n"));
    row("a document's marks", "%YAML 1.2\n---\n" + blocks + "...\n");
    row("comments ahead", QString{"# nothing of the network yet\n"}.repeated(5000) + blocks);
    row("braces",
        "{title: T, description: D., citation: ours, inputs: [{name: x, type: float32, shape: [batch, 4]}], "
        "blocks: [{block: mlp, sizes: 4-3-2}]}");
    row("JSON",
        "\n{\"title\": \"T\", \"description\": \"D.\", \"citation\": \"ours\", \"inputs\": [{\"name\": \"x\", "
        "\"type\": \"float32\", \"shape\": [\"batch\", 4]}],\n\t\"blocks\": [{\"block\": \"mlp\", \"sizes\": "
        "\"4-3-2\"}]}\n");
    row("explicit keys", QString{blocks}.replace("blocks:\n", "? blocks\n:\n"));
}

void ModelTest::tellsATextHoweverItIsWritten()
{
    QFETCH(QString, text);
    const LoadedModel model = good(openModel(write("network.text", text.toLatin1().toStdString())));
    QCOMPARE(model.network->parameters(), std::int64_t{4 * 3 + 3 * 2 + 5});
}

void ModelTest::aKindIsToldByOutermostKeysAlone()
{
    const auto kindOf = [this](const char* text) {
        const FileSigns signs = signsOf(write("kind", text)).value();
        const NetworkFormat* format = formatOf(signs);
        return looksLikePlan(signs.keys) ? "a plan" : format == nullptr ? "none" : format->name;
    };
    QCOMPARE(kindOf("{\"x\": 1, \"waferscope_plan\": 1}"), "a plan");
    QCOMPARE(kindOf("{\"model_type\": \"bert\", \"note\": \"waferscope_plan\"}"), "a Hugging Face config.json");
    QCOMPARE(kindOf("{\"config\": {\"class_name\": 1}, \"class_name\": \"Sequential\"}"), "a Keras model in JSON");
    QCOMPARE(kindOf("{\"a\": NaN, \"b\": -Infinity, \"model_type\": \"llama\"}"), "a Hugging Face config.json");
    QCOMPARE(kindOf("{\"metadata\": {}, \"weight_map\": {}}"), "an index of safetensors files");
    QCOMPARE(kindOf("text: |\n  blocks:\n  trainer:\n"), "none");
    QCOMPARE(kindOf("- blocks:\n- trainer:\n"), "none");
    QCOMPARE(kindOf("a word\nblocks: []\n"), "none");
    QCOMPARE(kindOf("&a !!map\ntrainer: {}\n"), "a Cerebras Model Zoo file");
}

/// What is wrong is then said with its place, and not that the kind is unknown.
void ModelTest::aTextThatEndsEarlyKeepsItsKind()
{
    const Result<LoadedModel> cut = openModel(write("cut.json", "{\"model_type\": \"bert\", \"hidden_size\": 7"));
    QVERIFY(!cut.ok());
    QVERIFY2(cut.error().message.find("cut.json' ends early, in line 1, at byte 40") != std::string::npos,
             cut.error().message.c_str());
    const Result<LoadedModel> wrong = openModel(write("wrong.yaml", "trainer:\n  init:\n    model: [1, 2\n"));
    QVERIFY(!wrong.ok());
    QVERIFY2(wrong.error().message.find("wrong.yaml:3: the file ends early") != std::string::npos,
             wrong.error().message.c_str());
}

void ModelTest::opensBlocksFromAFile()
{
    const std::string path = write("net.txt",
                                   "title: T\ndescription: D.\ncitation: ours\nsizes: {batch: 4}\n"
                                   "inputs: [{name: x, type: float32, shape: [batch, 1, 12, 12]}]\n"
                                   "blocks:\n  - {block: conv, channels: 2, stride: 2}\n"
                                   "  - {block: flatten}\n  - {block: linear, size: 3}\n");
    const LoadedModel model = good(openModel(path));
    QCOMPARE(model.network->batch(), std::int64_t{4});
    QCOMPARE(model.network->parameters(), std::int64_t{2 * 9 + 2 + 2 * 36 * 3 + 3});
    QCOMPARE(model.reference.model, path);
}

/// Editors put it before a text of any kind.
void ModelTest::aByteOrderMarkIsNoPartOfTheText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("parameters");
    QTest::newRow("Hugging Face") << R"({"model_type": "gpt2", "vocab_size": 10, "n_embd": 8, "n_layer": 1,
        "n_head": 2, "n_positions": 4})"
                                  << qint64{14 * 8 + (12 * 64 + 13 * 8) + 16};
    QTest::newRow("Keras") << R"({"class_name": "Sequential", "config": {"name": "net", "layers": [
        {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 6]}},
        {"class_name": "Dense", "config": {"name": "d", "units": 4}}]}})"
                           << qint64{28};
    QTest::newRow("blocks") << "title: T\ndescription: D.\ncitation: ours\nsizes: {batch: 1}\n"
                               "inputs: [{name: x, type: float32, shape: [batch, 6]}]\n"
                               "blocks:\n  - {block: linear, size: 4}\n"
                            << qint64{28};
    QTest::newRow("Model Zoo") << "trainer:\n  init:\n    model: {name: fc_mnist, hidden_sizes: [4]}\n"
                               << qint64{784 * 4 + 4 + 4 * 10 + 10};
}

void ModelTest::aByteOrderMarkIsNoPartOfTheText()
{
    QFETCH(QString, text);
    QFETCH(qint64, parameters);
    const LoadedModel model = good(openModel(write("marked", "\xEF\xBB\xBF" + text.toStdString())));
    QCOMPARE(qint64{model.network->parameters()}, parameters);
}

void ModelTest::familiesTakeSizesAsTyped()
{
    const LoadedModel model = good(openModelSized("family:mlp", {{"sizes", "6-5-4"}, {"batch", "3"}}));
    QCOMPARE(model.network->parameters(), std::int64_t{7 * 5 + 6 * 4});
    QCOMPARE(model.network->batch(), std::int64_t{3});
    QCOMPARE(model.reference.model, std::string{"family:mlp:sizes=6-5-4"});
    const LoadedModel unet =
        good(openModelSized("family:unet", {{"encoder", "8-16"}, {"decoder", "8"}, {"size", "32"}}));
    QCOMPARE(unet.network->shapeOf(unet.network->source().outputs[0]), (Shape{1, 1, 32, 32}));
    const LoadedModel gpt = good(openModelSized(
        "family:gpt", {{"layers", "2"}, {"hidden", "64"}, {"heads", "4"}, {"vocab", "100"}, {"sequence", "2048"}}));
    QCOMPARE(gpt.network->parameters(),
             std::int64_t{(100 + 2048) * 64 + 2 * (12 * 64 * 64 + 13 * 64) + 2 * 64}); // positions follow the sequence
}

void ModelTest::aReferenceFindsTheSameNetwork_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("size");
    QTest::newRow("gallery") << "gallery:unet"
                             << "batch=2";
    QTest::newRow("bert") << "family:bert"
                          << "masked=20";
    QTest::newRow("gpt") << "family:gpt"
                         << "layers=3";
    QTest::newRow("llama") << "family:llama"
                           << "layers=3";
    QTest::newRow("lstm") << "family:lstm"
                          << "layers=2";
    QTest::newRow("mlp") << "family:mlp"
                         << "sizes=10-9-8";
    QTest::newRow("resnet") << "family:resnet"
                            << "stages=1-1-1-1";
    QTest::newRow("unet") << "family:unet"
                          << "encoder=8-16-32-64";
}

void ModelTest::aReferenceFindsTheSameNetwork()
{
    QFETCH(QString, model);
    QFETCH(QString, size);
    const QStringList pair = size.split('=');
    const LoadedModel first =
        good(openModelSized(model.toStdString(), {{pair[0].toStdString(), pair[1].toStdString()}}));
    const LoadedModel second = good(openModel(first.reference.model));
    QCOMPARE(second.reference.model, first.reference.model);
    QCOMPARE(second.reference.hash, first.reference.hash);
    QCOMPARE(second.network->parameters(), first.network->parameters());
    QCOMPARE(second.network->macs(), first.network->macs());
    QVERIFY(first.network->macs() > 0);
    const std::vector<ImportIssue>& issues = first.network->issues();
    QVERIFY(std::all_of(issues.begin(), issues.end(), [](const ImportIssue& issue) {
        return issue.severity == IssueSeverity::Note;
    })); // batch normalisations at most
}

void ModelTest::opensThePlansNetwork()
{
    write("net.onnx", sampleClassifier());
    Plan plan;
    plan.network = {"net.onnx", "0"};
    PlannedLayout layout;
    layout.name = "streaming";
    layout.mode = Mode::WeightStreaming;
    layout.installation = "cs1";
    layout.execution.dimensions = {{"batch", 9}};
    plan.layouts.push_back(layout);
    const LoadedModel model = good(openModel(write("a.waferplan", writePlan(plan))));
    QCOMPARE(model.network->name(), std::string{"sample"});
    QCOMPARE(model.network->batch(), std::int64_t{9});
}

void ModelTest::aFolderStandsForTheModelInIt()
{
    QTemporaryDir folder;
    const std::filesystem::path path{folder.path().toStdString()};
    const auto put = [](const std::filesystem::path& file, const std::string& bytes) {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream{file, std::ios::binary} << bytes;
    };
    put(path / "one/model.onnx", sampleClassifier());
    put(path / "one/notes.txt", sampleClassifier()); // nobody looks for a network there
    put(path / "face/config.json",
        R"({"model_type":"bert","hidden_size":64,"num_hidden_layers":1,"num_attention_heads":2,"intermediate_size":128,)"
        R"("vocab_size":50,"max_position_embeddings":16,"type_vocab_size":2})");
    put(path / "face/model.onnx", sampleClassifier());
    put(path / "saved/saved_model.pb", savedAttention());
    const LoadedModel one = good(openModel((path / "one").string()));
    QCOMPARE(one.network->name(), std::string{"sample"});
    QCOMPARE(one.reference.model, (path / "one/model.onnx").string()); // what a plan will name
    QVERIFY(good(openModel((path / "face").string())).reference.model.ends_with("config.json"));
    QCOMPARE(good(openModel((path / "saved").string())).network->name(), std::string{"saved"});
    QCOMPARE(good(openModel((path / "saved").string() + "/")).network->parameters(), 80);
}

void ModelTest::aFolderOfSeveralNetworksIsAsked()
{
    QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    const auto message = [&path] {
        const Result<LoadedModel> model = openModel(path);
        return model.ok() ? QString{} : QString::fromStdString(model.error().message);
    };
    QVERIFY(message().contains("a folder that holds no network"));
    std::ofstream{path + "/a.onnx", std::ios::binary} << sampleClassifier();
    std::ofstream{path + "/broken.json"} << "{";
    QVERIFY(openModel(path).ok());
    std::ofstream{path + "/b.onnx", std::ios::binary} << sampleClassifier();
    QVERIFY2(message().contains("2 networks, 'a.onnx' and 'b.onnx'"), qPrintable(message()));
}

void ModelTest::refusesWithOneSentence_data()
{
    QTest::addColumn<QString>("bytes"); // empty with a model: no file
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("message");
    QTest::addColumn<int>("code");
    const auto row = [](const char* bytes, const char* model, const char* message, ErrorCode code) {
        QTest::newRow(message) << QString{bytes} << QString{model} << QString{message} << static_cast<int>(code);
    };
    row("", "gallery:resnet5", "did you mean \"resnet50\"?", ErrorCode::Usage);
    row("", "gallery:", "The gallery has no network ''", ErrorCode::Usage);
    row("", "family:bort", "did you mean \"bert\"?", ErrorCode::Usage);
    row("", "family:mlp:sizes", "NAME=N joined by ';', not 'sizes'", ErrorCode::Usage);
    row("", "family:mlp:sizes=5-x", "must be whole numbers", ErrorCode::InvalidInput);
    row("", "family:mlp:sizes=5", "at least two", ErrorCode::InvalidInput);
    row("", "family:unet:encoder=8-16", "one number fewer", ErrorCode::InvalidInput);
    row("", "family:gpt:heads=7", "must divide the 1600 features", ErrorCode::InvalidInput);
    row("", "family:bert:layers=2147483648", "200,000 operators", ErrorCode::InvalidInput);
    row("", "/nowhere/at/all.onnx", "There is no file", ErrorCode::Io);
    row("", "/", "is a folder that holds no network", ErrorCode::InvalidInput);
    row("", "/dev/zero", "is not a regular file", ErrorCode::Io);
    row("GGUF....", "", "is GGUF of version", ErrorCode::InvalidInput);
    row("{\"a\": 1}", "", "is a JSON file", ErrorCode::InvalidInput);
    row("hello\n", "", "is not known", ErrorCode::InvalidInput);
    row("blocks: [", "", "net:1: the file ends early.", ErrorCode::InvalidInput);
    row("blocks: []\n", "", "title: is missing", ErrorCode::InvalidInput);
}

void ModelTest::refusesWithOneSentence()
{
    QFETCH(QString, bytes);
    QFETCH(QString, model);
    QFETCH(QString, message);
    QFETCH(int, code);
    const std::string path = model.isEmpty() ? write("net", bytes.toStdString()) : model.toStdString();
    const Result<LoadedModel> result = openModel(path);
    QVERIFY(!result.ok());
    QVERIFY2(QString::fromStdString(result.error().message).contains(message), result.error().message.c_str());
    QCOMPARE(static_cast<int>(result.error().code), code);
    QVERIFY(result.error().message.find('\n') == std::string::npos);
}

void ModelTest::theHashFollowsTheStructure()
{
    const std::string one = good(openModel(write("one", sampleClassifier()))).reference.hash;
    QCOMPARE(good(openModel(write("two", sampleClassifier()))).reference.hash, one);
    std::string other = sampleClassifier();
    other.replace(other.find("Relu"), 4, "Tanh");
    QVERIFY(good(openModel(write("one", other))).reference.hash != one);
    QVERIFY(good(openModel("family:resnet:size=64")).reference.hash
            != good(openModel("family:resnet:size=96")).reference.hash);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ModelTest)
#include "model_test.moc"
