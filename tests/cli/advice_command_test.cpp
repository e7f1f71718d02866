#include "app/cli/command.h"
#include "tests/test_class.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <sstream>

namespace waferscope {

/// `--advice`, and assumptions about one layer, end to end.
class AdviceCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void adviceIsGivenOnRequest_data();
    void adviceIsGivenOnRequest();
    void adviceHasItsTimeBesideTheSearch();
    void adviceIsALineOfText();
    void densityOfALayerMovesTheMap();
    void densityOfALayerIsInThePlan();
    void aLayerThatIsNotThereIsAnError();
    void attentionIsHalvedOnlyWhenAsked();
    void streamingSaysWhatBecomesOfActivations();

private:
    struct Answer {
        ExitCode code;
        QString out;
        QString error;
        [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
    };
    static Answer wafer(std::vector<std::string> arguments)
    {
        std::ostringstream out;
        std::ostringstream err;
        const ExitCode code = runWafer(std::move(arguments), {out, err});
        return {code, QString::fromStdString(out.str()), QString::fromStdString(err.str())};
    }
    static double number(const QJsonObject& object, const char* key)
    {
        return object["report"].toObject()[QLatin1String(key)].toDouble();
    }
    static double cycles(const QJsonObject& object, const QString& kernel)
    {
        for (const auto& row : object["kernels"].toArray())
            if (row.toObject()["name"].toString() == kernel)
                return row.toObject()["cycles"].toDouble();
        return -1.0;
    }
};

void AdviceCommandTest::adviceIsGivenOnRequest_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("pipelined") << "pipelined";
    QTest::newRow("streaming") << "streaming";
}

void AdviceCommandTest::adviceIsGivenOnRequest()
{
    QFETCH(QString, mode);
    QTemporaryDir folder;
    const std::string plan = folder.filePath("p.waferplan").toStdString();
    const std::vector<std::string> map{
        "map", "gallery:mnist-mlp", "--system", "cs1", "--mode", mode.toStdString(), "--json", "-o", plan};
    const QJsonObject plain = wafer(map).json();
    QVERIFY(plain.contains("advice") && plain["advice"].isNull()); // it takes time
    std::vector<std::string> asked = map;
    asked.push_back("--advice");
    const QJsonObject advice = wafer(asked).json()["advice"].toObject();
    QVERIFY(advice["sentence"].toString().endsWith('.'));
    QVERIFY(advice["samples_per_second"].toDouble() >= number(plain, "samples_per_second"));
    QVERIFY(advice["step_samples_per_second"].toDouble() > plain["step_samples_per_second"].toDouble());
    // a plan's report gives the same
    QCOMPARE(wafer({"report", plan, "--json", "--advice"}).json()["advice"].toObject(), advice);
    QVERIFY(wafer({"report", plan, "--json"}).json()["advice"].isNull());
}

/// The batch that it names, given to the same command, gives what it says.
/// A search takes all the time that it is given.
void AdviceCommandTest::adviceHasItsTimeBesideTheSearch()
{
    const QJsonObject object =
        wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--time", "0.2", "--advice", "--json"}).json();
    QVERIFY(object["advice"].isObject());
}

void AdviceCommandTest::adviceIsALineOfText()
{
    const Answer answer = wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--advice"});
    QVERIFY2(answer.out.contains(QRegularExpression("\nBatch 512: [0-9.]+ % more samples/s over a step.\n$")),
             qPrintable(answer.out));
    const QJsonObject before = wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--json", "--advice"}).json();
    const QJsonObject after = wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--json", "--batch", "512"}).json();
    // the layout that was there is advised on; placed for that batch, its kernels may grow more
    QVERIFY(after["step_samples_per_second"].toDouble()
            >= before["advice"].toObject()["step_samples_per_second"].toDouble());
}

void AdviceCommandTest::densityOfALayerMovesTheMap()
{
    for (const std::string mode : {"pipelined", "streaming"}) {
        const std::vector<std::string> map{"map", "gallery:resnet50", "--system", "cs1", "--mode", mode, "--json"};
        const QJsonObject dense = wafer(map).json();
        std::vector<std::string> sparse = map;
        sparse.insert(sparse.end(), {"--assume", "density=0.5"});
        const QJsonObject all = wafer(sparse).json();
        QVERIFY(number(all, "compute_samples_per_second") > 1.2 * number(dense, "compute_samples_per_second"));
        sparse.back() = "density.stage3=0.5";
        const QJsonObject some = wafer(sparse).json();
        QVERIFY(number(some, "compute_samples_per_second") > number(dense, "compute_samples_per_second"));
        QVERIFY(number(some, "compute_samples_per_second") < number(all, "compute_samples_per_second"));
    }
}

void AdviceCommandTest::densityOfALayerIsInThePlan()
{
    QTemporaryDir folder;
    const std::string plan = folder.filePath("p.waferplan").toStdString();
    const QJsonObject mapped = wafer({"map", "gallery:unet", "--system", "cs2", "--mode", "streaming", "--json", "-o",
                                      plan, "--assume", "density.decoder/0=0.25"})
                                   .json();
    const QJsonObject reported = wafer({"report", plan, "--json"}).json();
    QCOMPARE(reported["step_seconds"].toDouble(), mapped["step_seconds"].toDouble());
    for (const auto& row : mapped["kernels"].toArray())
        QCOMPARE(cycles(reported, row.toObject()["name"].toString()), row.toObject()["cycles"].toDouble());
}

void AdviceCommandTest::aLayerThatIsNotThereIsAnError()
{
    const Answer answer = wafer({"map", "gallery:unet", "--system", "cs2", "--assume", "density.decoder/0/conv3=0.5"});
    QVERIFY(answer.code == ExitCode::Usage);
    QVERIFY2(answer.error.contains("decoder/0/conv3") && answer.error.count('\n') == 1, qPrintable(answer.error));
    QVERIFY(answer.out.isEmpty());
    QVERIFY(wafer({"map", "gallery:unet", "--system", "cs2", "--assume", "row_add.encoder=2"}).code == ExitCode::Usage);
}

/// By a fifth of the work of a long sequence, half of which is attention's.
void AdviceCommandTest::attentionIsHalvedOnlyWhenAsked()
{
    const std::vector<std::string> map{"map",       "gallery:tiny-gpt", "--system", "cs2", "--mode",
                                       "streaming", "--json",           "--batch",  "64"};
    std::vector<std::string> causal = map;
    causal.insert(causal.end(), {"--assume", "attention_share=0.5"});
    const QJsonObject all = wafer(map).json();
    const QJsonObject half = wafer(causal).json();
    int products = 0;
    for (const auto& row : all["kernels"].toArray()) {
        const QString name = row.toObject()["name"].toString();
        const bool isProduct = name.endsWith("/scores") || name.endsWith("/values");
        const double ratio = cycles(half, name) / cycles(all, name);
        QVERIFY2(isProduct ? std::abs(ratio - 0.5) < 0.02 : ratio == 1.0, qPrintable(name));
        products += isProduct ? 1 : 0;
    }
    QVERIFY(products > 0);
}

void AdviceCommandTest::streamingSaysWhatBecomesOfActivations()
{
    const QJsonObject bert =
        wafer({"map", "gallery:bert-large", "--system", "cs2", "--mode", "streaming", "--json"}).json();
    const QJsonObject activations = bert["activations"].toObject();
    QCOMPARE(activations["keep"].toInt() + activations["recompute"].toInt() + activations["spill"].toInt(),
             static_cast<int>(bert["kernels"].toArray().size()));
    QVERIFY(activations["recompute"].toInt() > 0 && activations["keep"].toInt() > 0);
    const QString text = wafer({"map", "gallery:bert-large", "--system", "cs2", "--mode", "streaming"}).out;
    QVERIFY2(text.contains(" layers kept, " + QString::number(activations["recompute"].toInt()) + " recomputed"),
             qPrintable(text.left(1000)));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::AdviceCommandTest)
#include "advice_command_test.moc"
