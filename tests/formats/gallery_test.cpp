#include "formats/networks/gallery.h"
#include "tests/test_class.h"

#include "core/blocks/blocks.h"
#include "formats/networks/model.h"

#include <QTest>

#include <algorithm>

namespace waferscope {

class GalleryTest : public QObject {
    Q_OBJECT

private slots:
    void countsArePublishedOnes_data();
    void countsArePublishedOnes();
    void textsHoldTheirParameters_data();
    void textsHoldTheirParameters();
    void everyEntryIsComplete();
    void statesNetworksAndNeverResults();
    void countsDoNotDependOnTheBatch();
    void errorsNameFileLineAndKey_data();
    void errorsNameFileLineAndKey();
};

void GalleryTest::countsArePublishedOnes_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<qint64>("macs");
    // Transformers: 24 x (4 + 8) x h^2 a position for the products with weights, and two products of n x n x h.
    constexpr qint64 kBert = 24 * (12LL * 1024 * 1024 * 512 + 2LL * 512 * 512 * 1024) + 1024LL * 1024;
    constexpr qint64 kGpt = 48 * (12LL * 1600 * 1600 * 1024 + 2LL * 1024 * 1024 * 1600) + 1024LL * 1600 * 50257;
    QTest::newRow("resnet50") << "gallery:resnet50" << qint64{25557032} << qint64{4089184256};
    QTest::newRow("bert-large") << "gallery:bert-large" << qint64{335141888} << kBert;
    QTest::newRow("gpt2-xl") << "gallery:gpt2-xl" << qint64{1557611200} << kGpt;
    QTest::newRow("mnist-mlp") << "gallery:mnist-mlp" << 785LL * 500 + 501 * 300 + 301 * 10
                               << 784LL * 500 + 500 * 300 + 300 * 10;
    QTest::newRow("screening-mlp") << "gallery:screening-mlp" << 2049LL * 1024 + 1025LL * 512 + 513LL * 256 + 257
                                   << 2048LL * 1024 + 1024LL * 512 + 512LL * 256 + 256;
    QTest::newRow("bert with both heads")
        << "family:bert:masked=20" << qint64{336226108} << kBert + 2 * 1024 + 20 * (1024LL * 1024 + 1024LL * 30522);
    QTest::newRow("llama3-8b") << "family:llama:layers=32" << qint64{8030261248}
                               << qint64{4096}
            * (32LL * (2 * 4096LL * 4096 + 2LL * 4096 * 1024 + 3 * 4096LL * 14336 + 2 * 4096LL * 4096)
               + 4096LL * 128256);
}

void GalleryTest::countsArePublishedOnes()
{
    QFETCH(QString, model);
    QFETCH(qint64, parameters);
    QFETCH(qint64, macs);
    const Result<LoadedModel> loaded = openModel(model.toStdString());
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    QCOMPARE(qint64{loaded.value().network->parameters()}, parameters);
    QCOMPARE(qint64{loaded.value().network->macs()}, macs);
    const std::vector<ImportIssue>& issues = loaded.value().network->issues();
    QVERIFY(std::all_of(issues.begin(), issues.end(), [](const ImportIssue& issue) {
        return issue.severity == IssueSeverity::Note;
    })); // batch normalisations at most
}

void GalleryTest::textsHoldTheirParameters_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("parameters");
    const auto row = [](const char* model, qint64 parameters) { QTest::newRow(model) << QString{model} << parameters; };
    row("gallery:pegasus-large", 568699904);
    row("gallery:megatron-8b", 8317040640);
    row("gallery:gpt3-175b", 174604259328);
    row("gallery:switch-c", 1571308972448);
    row("gallery:protbert", 419931136);
    row("gallery:bert-large-pretraining", 336226108);
    row("gallery:dnabert", (4101 + 512 + 2) * 768LL + 2 * 768 + 12 * 7087872LL + 768 * 769LL);
    constexpr qint64 kAttention = 4LL * 1024 * 1024;
    constexpr qint64 kFeedForward = 2LL * 1024 * 4096 + 4096 + 1024;
    row("gallery:transformer-big", 37000LL * 1024 + 6 * (3 * kAttention + 2 * kFeedForward + 5 * 2048));
    row("gallery:lstm-wide", 10000LL * 1500 + 2LL * (4 * 1500 * 3000 + 8 * 1500) + 1501LL * 10000);
    row("gallery:behler-parrinello", 49LL * 40 + 41 * 40 + 41);
    row("gallery:tiny-gpt", (65 + 128 + 65) * 192LL + 6 * (12LL * 192 * 192 + 13LL * 192) + 2LL * 192);
    row("family:t5", 222903552);
    row("family:t5:layers=8;hidden=512;heads=6;ff=1024;gated=yes", 76961152 - 32128LL * 512); // tied here
}

void GalleryTest::textsHoldTheirParameters()
{
    QFETCH(QString, model);
    QFETCH(qint64, parameters);
    const Result<LoadedModel> loaded = openModel(model.toStdString());
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message.c_str());
    QCOMPARE(qint64{loaded.value().network->parameters()}, parameters);
    QVERIFY(loaded.value().network->macs() > 0);
    const std::vector<ImportIssue>& issues = loaded.value().network->issues();
    QVERIFY(std::all_of(issues.begin(), issues.end(), [](const ImportIssue& issue) {
        return issue.severity == IssueSeverity::Note;
    })); // batch normalisations at most
}

void GalleryTest::everyEntryIsComplete()
{
    const std::vector<std::string> names = galleryNames();
    for (const char* expected : {"resnet50", "unet", "bert-large", "gpt2-xl", "screening-mlp", "mnist-mlp"})
        QVERIFY2(std::find(names.begin(), names.end(), expected) != names.end(), expected);
    for (const std::string& name : names) {
        const Result<NetworkSpec> spec = gallerySpec(name);
        QVERIFY2(spec.ok(), spec.ok() ? "" : spec.error().message.c_str());
        QVERIFY(!spec.value().title.empty());
        QVERIFY(spec.value().description.ends_with('.'));
        QVERIFY(spec.value().citation.size() > 20);
        QVERIFY(openModel("gallery:" + name).ok());
    }
}

void GalleryTest::statesNetworksAndNeverResults()
{
    for (const BlockType& type : blockTypes())
        for (const BlockSettingType& setting : type.settings) {
            QVERIFY(setting.name != "parameters" && setting.name != "macs");
            QVERIFY(!setting.meaning.empty());
        }
}

void GalleryTest::countsDoNotDependOnTheBatch()
{
    for (const std::string& name : galleryNames()) {
        const Result<LoadedModel> one = openModel("gallery:" + name);
        const Result<LoadedModel> many = openModel("gallery:" + name, {{"batch", 5}});
        QVERIFY(one.ok() && many.ok());
        QCOMPARE(many.value().network->macs(), one.value().network->macs());
        QCOMPARE(many.value().network->activations(), one.value().network->activations());
        QCOMPARE(many.value().network->parameters(), one.value().network->parameters());
        QCOMPARE(many.value().reference.hash, one.value().reference.hash);
    }
}

void GalleryTest::errorsNameFileLineAndKey_data()
{
    QTest::addColumn<QString>("blocks");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* blocks, const char* message) {
        QTest::newRow(name) << QString{blocks} << QString{message};
    };
    row("unknown block", "  - {block: linnear, size: 3}", "net.yaml:7: block 'linnear': there is no such block");
    row("unknown setting", "  - {block: linear, sise: 3}",
        "net.yaml:7: block 'linear': 'sise': this block has no such");
    row("nearest setting", "  - {block: linear, sise: 3}", "did you mean \"size\"?");
    row("missing setting", "  - {block: linear}", "net.yaml:7: block 'linear': 'size': is missing");
    row("second line", "  - block: linear\n    size: 0", "net.yaml:8: block 'linear': 'size': must be a whole number");
    row("negative", "  - {block: linear, size: -4}", "must be a whole number from 1 to 2^31, not '-4'");
    row("choice", "  - {block: linear, size: 3, activation: sine}", "must be one of none, relu");
    row("wrong input", "  - {block: conv, channels: 3}", "wants a picture");
    row("list", "  - {block: mlp, sizes: [4, 3, x]}", "'sizes': must be whole numbers");
    row("nested value", "  - {block: linear, size: {a: 1}}", "net.yaml:7");
    row("no block", "  - {name: linear}", "net.yaml:7");
    row("no list", "  block: 3", "net.yaml:7");
}

void GalleryTest::errorsNameFileLineAndKey()
{
    QFETCH(QString, blocks);
    QFETCH(QString, message);
    const std::string text = "title: T\ndescription: D.\ncitation: none\n"
                             "inputs:\n  - {name: x, type: float32, shape: [batch, 4]}\nblocks:\n"
        + blocks.toStdString() + "\n";
    const Result<NetworkSpec> spec = readNetworkSpec(text, "net.yaml", "net");
    const Result<NetworkSource> source = spec.ok() ? buildNetwork(spec.value()) : Result<NetworkSource>{spec.error()};
    QVERIFY(!source.ok());
    QVERIFY2(QString::fromStdString(source.error().message).contains(message), source.error().message.c_str());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::GalleryTest)
#include "gallery_test.moc"
