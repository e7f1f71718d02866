#include "formats/networks/model.h"
#include "tests/test_class.h"

#include "tests/reference_folder.h"

#include <QTest>

#include <filesystem>
#include <sys/resource.h>

namespace waferscope {

/// Every file of Debian's libonnx-testdata and of the reference folder, network or not, as a person would give it: it
/// opens, or one sentence says why not. onnx_oracle_test compares what the networks among them are.
class CorpusTest : public QObject {
    Q_OBJECT

private slots:
    void everyFileOpensOrIsExplained_data();
    void everyFileOpensOrIsExplained();
    void memoryStayedBounded();
};

void CorpusTest::everyFileOpensOrIsExplained_data()
{
    QTest::addColumn<QString>("folder");
    QTest::newRow("libonnx-testdata") << "/usr/share/libonnx-testdata";
    if (const auto reference = referenceFolder())
        QTest::newRow("reference") << QString::fromStdString((*reference / "inputs").string());
}

void CorpusTest::everyFileOpensOrIsExplained()
{
    QFETCH(const QString, folder);
    int opened = 0;
    int explained = 0;
    std::error_code problem;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder.toStdString(), problem}) {
        if (!entry.is_regular_file())
            continue;
        const std::string path = entry.path().string();
        const Result<LoadedModel> model = openModel(path);
        const bool isOnnx = entry.path().extension() == ".onnx";
        if (model.ok()) {
            QVERIFY2(!isOnnx || model.value().network->source().format == "ONNX", path.c_str());
            ++opened;
            continue;
        }
        const std::string& sentence = model.error().message;
        QVERIFY2(!isOnnx, sentence.c_str());
        QVERIFY2(sentence.ends_with('.') && sentence.find('\n') == std::string::npos, sentence.c_str());
        ++explained;
    }
    if (opened + explained == 0)
        QSKIP("No files are here (install libonnx-testdata, or set WAFERSCOPE_REFERENCE).");
    qInfo("%d files open, %d are explained", opened, explained);
}

/// All of them one after the other, with what the tests themselves take.
void CorpusTest::memoryStayedBounded()
{
    rusage usage{};
    QCOMPARE(getrusage(RUSAGE_SELF, &usage), 0);
    const std::string message = std::to_string(usage.ru_maxrss / 1024) + " MiB were taken";
    QVERIFY2(usage.ru_maxrss < 1024L * 1024L, message.c_str());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::CorpusTest)
#include "corpus_test.moc"
