#include "tests/cli/wafer_command.h"
#include "tests/test_class.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace waferscope {

/// `wafer baseline`, and what `compare` takes from it.
class BaselineCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gpusAreFittedAndBeyondIsWarnedOf();
    void samplesToAccuracyMayBeChanged();
    void trainingIsOfANetworkOrOfParameters();
    void aWaferIsChosenForTheRoofline();
    void whatSaysNothingIsRefused_data();
    void whatSaysNothingIsRefused();
    void bertIsComparedWithGpus();
    void othersAreNotAndSayWhy();

private:
    static double streamed(const QString& model, const QString& batch, const QString& plan)
    {
        return wafer({"map", model, "--system", "cs2", "--mode", "streaming", "--batch", batch, "-o", plan, "--json"})
            .object()["step_samples_per_second"]
            .toDouble();
    }
};

void BaselineCommandTest::gpusAreFittedAndBeyondIsWarnedOf()
{
    const QJsonObject published = wafer({"baseline", "gpu", "--json"}).object();
    QCOMPARE(published["runs"].toArray().size(), 4);
    for (const auto& run : published["runs"].toArray())
        QVERIFY(std::abs(run.toObject()["ratio"].toDouble() - 1.0) < 0.05);
    const QJsonObject within = wafer({"baseline", "gpu", "--gpus", "512", "--batch", "4096", "--json"}).object();
    QVERIFY(within["warnings"].toArray().isEmpty());
    const QJsonObject asked = within["runs"].toArray().last().toObject();
    QVERIFY(asked["published_minutes"].isNull());
    const double steps = (2.4e6 + 1.6e6 * (4096.0 - 448.0) / (12288.0 - 448.0)) / 4096.0;
    const QJsonObject fitted = within["fitted"].toObject();
    const double step = fitted["sample_seconds"].toDouble() * 8.0 + fitted["fixed_seconds"].toDouble()
        + fitted["doubling_seconds"].toDouble() * 9.0;
    QVERIFY(std::abs(asked["minutes"].toDouble() / (steps * step / 60.0) - 1.0) < 1e-9);
    const auto warnings = [](const char* gpus, const char* batch) {
        return wafer({"baseline", "gpu", "--gpus", gpus, "--batch", batch, "--json"})
            .object()["warnings"]
            .toArray()
            .size();
    };
    QCOMPARE(warnings("4", "448"), 1);
    QCOMPARE(warnings("8192", "20000"), 2);
}

void BaselineCommandTest::samplesToAccuracyMayBeChanged()
{
    const auto doubling = [](const QStringList& more) {
        const QJsonObject answer = wafer(QStringList{"baseline", "gpu", "--json"} + more).object();
        return answer["fitted"].toObject()["doubling_seconds"].toDouble();
    };
    QVERIFY(doubling({"--assume", "gpu_samples_large=8e6"}) < 0.7 * doubling({})); // the same minutes for more steps
}

void BaselineCommandTest::trainingIsOfANetworkOrOfParameters()
{
    const auto row = [](const QStringList& asked) {
        return wafer(QStringList{"baseline", "time-to-train", "--json"} + asked)
            .object()["trainings"]
            .toArray()
            .last()
            .toObject();
    };
    const QJsonObject network = row({"gallery:mnist-mlp", "--tokens", "1e9", "--gpus", "2"});
    const QJsonObject number = row(
        {"--parameters", QString::number(network["parameters"].toDouble(), 'f', 0), "--tokens", "1e9", "--gpus", "2"});
    QCOMPARE(number["seconds"].toDouble(), network["seconds"].toDouble());
    QCOMPARE(row({"--parameters", "1e9", "--tokens", "1e9", "--peak", "1e15", "--utilization", "0.75", "--recompute",
                  "all"})["seconds"]
                 .toDouble(),
             8e18 / (8.0 * 0.75e15));
    for (const auto& told : wafer({"baseline", "time-to-train", "--json"}).object()["trainings"].toArray())
        QVERIFY(std::abs(told.toObject()["ratio"].toDouble() - 1.0) < 0.01);
}

void BaselineCommandTest::aWaferIsChosenForTheRoofline()
{
    const QJsonArray machines =
        wafer({"baseline", "roofline", "--json", "--system", "cs2"}).object()["machines"].toArray();
    QCOMPARE(machines.size(), 3);
    QCOMPARE(machines[0].toObject()["name"].toString(), QStringLiteral("cs2"));
    QCOMPARE(machines[0].toObject()["operations"].toArray().size(), 4);
    QVERIFY(wafer({"baseline", "roofline"}).out.contains("Cerebras CS-1"));
}

void BaselineCommandTest::whatSaysNothingIsRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("other baseline") << QStringList{"gpu", "--tokens", "5"};
    QTest::newRow("batch missing") << QStringList{"gpu", "--gpus", "8"};
    QTest::newRow("tokens missing") << QStringList{"time-to-train", "--parameters", "5"};
    QTest::newRow("network missing") << QStringList{"time-to-train", "--tokens", "5"};
    QTest::newRow("network twice") << QStringList{
        "time-to-train", "gallery:mnist-mlp", "--parameters", "5", "--tokens", "5"};
    QTest::newRow("no utilisation") << QStringList{"time-to-train", "--utilization", "0"};
    QTest::newRow("no wafer") << QStringList{"roofline", "--system", "cs9"};
    QTest::newRow("no baseline") << QStringList{"tpu"};
}

void BaselineCommandTest::whatSaysNothingIsRefused()
{
    QFETCH(QStringList, arguments);
    const Ran ran = wafer(QStringList{"baseline"} + arguments);
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.out.isEmpty());
    QCOMPARE(ran.err.count('\n'), 1);
}

void BaselineCommandTest::bertIsComparedWithGpus()
{
    QTemporaryDir folder;
    const QString plan = folder.filePath("bert.waferplan");
    const double rate = streamed("gallery:bert-large-pretraining", "512", plan);
    const QJsonObject compared = wafer({"compare", plan, plan, "--json"}).object();
    QVERIFY(compared["gpu_baseline_reason"].isNull());
    const QJsonObject gpus = compared["gpu_baseline"].toObject();
    QCOMPARE(gpus["gpus"].toDouble(), 8.0);
    QVERIFY(std::abs(gpus["sample_work"].toDouble() - 1.0) < 0.01); // what was published, but for a masked word
    const QJsonObject fitted = wafer({"baseline", "gpu", "--json"}).object()["fitted"].toObject();
    const auto rateOf = [&](double count) {
        return 512.0
            / (fitted["sample_seconds"].toDouble() * gpus["sample_work"].toDouble() * 512.0 / count
               + fitted["fixed_seconds"].toDouble() + fitted["doubling_seconds"].toDouble() * std::log2(count));
    };
    const double equal = gpus["equal_gpus"].toDouble();
    QVERIFY(equal > 1.0 && rateOf(equal) >= rate && rateOf(equal - 1.0) < rate);
    QCOMPARE(gpus["warnings"].toArray().isEmpty(), equal >= 8.0); // no fewer were published
    const double of8 = gpus["step_samples_per_second"].toDouble();
    QVERIFY(of8 > 1500.0 && of8 < 2200.0); // 2.4 million samples in 21.69 minutes are 1,844 a second
    QVERIFY(std::abs(gpus["streaming_ratio"].toDouble() * of8 / rate - 1.0) < 1e-9);
    QVERIFY(wafer({"compare", plan, plan}).out.contains("8 GPUs"));
}

void BaselineCommandTest::othersAreNotAndSayWhy()
{
    QTemporaryDir folder;
    const QString one = folder.filePath("one.waferplan");
    const QString other = folder.filePath("other.waferplan");
    streamed("gallery:bert-large", "512", one);
    streamed("gallery:bert-large", "1024", other);
    for (const QStringList& arguments :
         {QStringList{"compare", one, other},
          QStringList{"compare", "gallery:mnist-mlp", "--system", "cs1", "--moves", "100"}}) {
        const QJsonObject compared = wafer(arguments + QStringList{"--json"}).object();
        QVERIFY(compared["gpu_baseline"].isNull());
        QVERIFY(compared["gpu_baseline_reason"].toString().endsWith('.'));
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::BaselineCommandTest)
#include "baseline_command_test.moc"
