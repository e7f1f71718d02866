#include "core/blocks/blocks.h"
#include "core/network/initial_weights.h"
#include "formats/base/json_text.h"
#include "formats/networks/gallery.h"
#include "formats/networks/model.h"
#include "formats/networks/network_spec_writer.h"
#include "formats/onnx/onnx.h"
#include "formats/onnx/onnx_writer.h"
#include "tests/test_class.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

#include <cmath>

namespace waferscope {

class NetworkWritersTest : public QObject {
    Q_OBJECT

private slots:
    void everyGalleryNetworkComesBackFromYaml();
    void awkwardTextsComeBackFromYaml();
    void aModelComesBackFromOnnx_data();
    void aModelComesBackFromOnnx();
    void weightsDependOnTheSeedAlone();
    void weightsAreAsTheirLayersWantThem();
    void stoppingLeavesNothingBehind();
    void refusesWhatOnnxCannotSay_data();
    void refusesWhatOnnxCannotSay();

private:
    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QTemporaryDir m_folder;
};

namespace {

std::shared_ptr<const Network> networkOf(const QString& model)
{
    const Result<LoadedModel> loaded = openModel(model.toStdString());
    return loaded.ok() ? loaded.value().network : nullptr;
}

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray{};
}

} // namespace

void NetworkWritersTest::everyGalleryNetworkComesBackFromYaml()
{
    for (const std::string& name : galleryNames()) {
        const Result<NetworkSpec> spec = gallerySpec(name);
        QVERIFY(spec.ok());
        const Result<NetworkSpec> again = readNetworkSpec(toYaml(spec.value()), "again.yaml", name);
        QVERIFY2(again.ok(), again.ok() ? "" : again.error().message.c_str());
        QVERIFY2(again.value() == spec.value(), name.c_str());
    }
}

void NetworkWritersTest::awkwardTextsComeBackFromYaml()
{
    NetworkSpec spec;
    spec.title = "null";
    spec.description = "Two\nlines: \"quoted\", #not a comment, {no: map} — ünïcode";
    spec.citation = " ~ \x1b[31m\a\x7f\xC2\x9B\xE2\x80\xAE";
    spec.defaults = {{"batch", 2}, {"yes", 3}};
    spec.inputs = {{"true", DataType::Int32, {Extent{"batch"}, Extent{7}}}};
    spec.blocks = {{"embedding", "12", "true", {{"size", {"4"}}}, 0},
                   {"join", "a, b", "", {{"kind", {"concat"}}, {"with", {"12 x-1 *y &z"}}}, 0}};
    const std::string text = toYaml(spec);
    const Result<NetworkSpec> again = readNetworkSpec(text, "again.yaml", "again");
    QCOMPARE(withEscapes(text), text); // no letter acts where the file is printed
    QVERIFY(text.find('\x1b') == std::string::npos);
    QVERIFY2(again.ok(), again.ok() ? "" : again.error().message.c_str());
    QVERIFY2(again.value() == spec, toYaml(again.value()).c_str());
}

void NetworkWritersTest::aModelComesBackFromOnnx_data()
{
    QTest::addColumn<QString>("model");
    for (const char* model : {"gallery:unet", "gallery:mnist-mlp", "gallery:behler-parrinello", "gallery:tiny-gpt",
                              "family:lstm:hidden=40", "family:bert:layers=2;hidden=64;heads=4;ff=128;vocab=300",
                              "family:t5:layers=2;hidden=64;heads=4;ff=128", "family:resnet"})
        QTest::newRow(model) << QString::fromLatin1(model);
}

void NetworkWritersTest::aModelComesBackFromOnnx()
{
    QFETCH(QString, model);
    const std::shared_ptr<const Network> network = networkOf(model);
    QVERIFY(network != nullptr);
    const Result<bool> written = writeOnnx(*network, path("model.onnx").toStdString(), 1, {});
    QVERIFY2(written.ok(), written.ok() ? "" : written.error().message.c_str());
    const std::shared_ptr<const Network> again = networkOf(path("model.onnx"));
    QVERIFY(again != nullptr);
    QCOMPARE(again->parameters(), network->parameters());
    QCOMPARE(again->statistics(), network->statistics());
    QCOMPARE(again->macs(), network->macs());
    QCOMPARE(again->activations(), network->activations());
    QCOMPARE(again->dimensions(), network->dimensions());
    const std::vector<ImportIssue>& issues = again->issues();
    QVERIFY(std::all_of(issues.begin(), issues.end(), [](const ImportIssue& issue) {
        return issue.severity == IssueSeverity::Note;
    })); // batch normalisations at most
    QCOMPARE(again->layers().size(), network->layers().size());
    for (std::size_t at = 0; at < network->layers().size(); ++at) {
        QCOMPARE(again->layers()[at].name, network->layers()[at].name);
        QCOMPARE(again->layers()[at].kind, network->layers()[at].kind);
        QCOMPARE(again->layers()[at].parameters, network->layers()[at].parameters);
        QCOMPARE(again->layers()[at].outputShape, network->layers()[at].outputShape);
    }
}

void NetworkWritersTest::weightsDependOnTheSeedAlone()
{
    const std::shared_ptr<const Network> network = networkOf(QStringLiteral("gallery:mnist-mlp"));
    for (const auto& [name, seed] : {std::pair{"a.onnx", 5}, {"b.onnx", 5}, {"c.onnx", 6}})
        QVERIFY(writeOnnx(*network, path(name).toStdString(), static_cast<std::uint64_t>(seed), {}).ok());
    QVERIFY(!bytesOf(path("a.onnx")).isEmpty());
    QCOMPARE(bytesOf(path("a.onnx")), bytesOf(path("b.onnx")));
    QVERIFY(bytesOf(path("a.onnx")) != bytesOf(path("c.onnx")));
}

void NetworkWritersTest::weightsAreAsTheirLayersWantThem()
{
    const std::shared_ptr<const Network> network = networkOf(QStringLiteral("gallery:unet"));
    const std::vector<InitialWeights> weights = initialWeights(*network);
    int filters = 0;
    int scales = 0;
    for (std::size_t index = 0; index < weights.size(); ++index) {
        const Tensor& tensor = (*network)[TensorId{index}];
        const QString name = QString::fromStdString(tensor.name);
        if (name.endsWith(QStringLiteral("/scale")) || name.endsWith(QStringLiteral("/variance"))) {
            QCOMPARE(weights[index].constant, 1.0);
            ++scales;
        } else if (name == QStringLiteral("encoder/1/conv1/weight")) { // 32 channels, 3 x 3
            QCOMPARE(weights[index].bound, 1.0 / std::sqrt(288.0));
            ++filters;
        }
    }
    QCOMPARE(filters, 1);
    QVERIFY(scales >= 28); // 14 normalisations
    std::vector<float> numbers(100'000);
    drawWeights({0.0, 0.5}, 1, TensorId{3}, 0, numbers);
    double sum = 0.0;
    double squares = 0.0;
    for (const float number : numbers) {
        QVERIFY(number >= -0.5F && number <= 0.5F);
        sum += static_cast<double>(number);
        squares += static_cast<double>(number) * static_cast<double>(number);
    }
    QVERIFY(std::abs(sum / 1e5) < 0.005); // five standard errors
    QVERIFY(std::abs(squares / 1e5 - 1.0 / 12.0) < 0.0012);
    std::vector<float> tail(10);
    drawWeights({0.0, 0.5}, 1, TensorId{3}, 50'000, tail);
    QVERIFY(std::equal(tail.begin(), tail.end(), numbers.begin() + 50'000)); // whatever the blocks
}

void NetworkWritersTest::stoppingLeavesNothingBehind()
{
    const std::shared_ptr<const Network> network = networkOf(QStringLiteral("gallery:unet"));
    std::stop_source stop;
    JobControl job;
    job.stop = stop.get_token();
    job.report = [&stop](double, std::string_view) { stop.request_stop(); };
    const Result<bool> written = writeOnnx(*network, path("stopped.onnx").toStdString(), 1, job);
    QVERIFY(!written.ok());
    QCOMPARE(written.error().code, ErrorCode::Stopped);
    QVERIFY(QDir(m_folder.path()).entryList({QStringLiteral("stopped*")}, QDir::Files).isEmpty());
}

void NetworkWritersTest::refusesWhatOnnxCannotSay_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("rotary positions") << QStringLiteral("family:llama:layers=1;hidden=64;heads=4;kv_heads=2;ff=128")
                                      << QStringLiteral("Rotary positions cannot be written as ONNX");
    QTest::newRow("not of blocks") << path("read.onnx") << QStringLiteral("Only networks of blocks");
}

void NetworkWritersTest::refusesWhatOnnxCannotSay()
{
    QFETCH(QString, model);
    QFETCH(QString, sentence);
    QVERIFY(writeOnnx(*networkOf(QStringLiteral("gallery:mnist-mlp")), path("read.onnx").toStdString(), 1, {}).ok());
    const std::shared_ptr<const Network> network = networkOf(model);
    QVERIFY(network != nullptr);
    const Result<bool> written = writeOnnx(*network, path("refused.onnx").toStdString(), 1, {});
    QVERIFY(!written.ok());
    QVERIFY2(QString::fromStdString(written.error().message).contains(sentence), written.error().message.c_str());
    QVERIFY(!QFile::exists(path("refused.onnx")));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::NetworkWritersTest)
#include "network_writers_test.moc"
