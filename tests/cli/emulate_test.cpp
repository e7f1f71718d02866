#include "tests/cli/wafer_command.h"
#include "tests/test_class.h"

#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <set>

namespace waferscope {

class EmulateTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void jsonHasTheContractsKeys_data() { addPlans(); }
    void jsonHasTheContractsKeys();
    void everyCycleIsAccountedFor_data() { addPlans(); }
    void everyCycleIsAccountedFor();
    void rateIsTheFormulasButForTheStalls_data() { addPlans(); }
    void rateIsTheFormulasButForTheStalls();
    void digestIsOfTheRunNotOfTheThreads();
    void fewerWorkersStarveTheWafer();
    void traceHoldsEveryInterval_data() { addPlans(); }
    void traceHoldsEveryInterval();
    void seriesHaveARowForEachPart_data() { addPlans(); }
    void seriesHaveARowForEachPart();
    void pictureShowsTheWafer();
    void textNamesTheRates();
    void familiesOfAnySizeOpenAgain_data();
    void familiesOfAnySizeOpenAgain();
    void otherShapesAreMappedAsMapDoes();
    void ratesAreOfAllSystems_data();
    void ratesAreOfAllSystems();
    void aSingleSampleHasARate();
    void exitCodesAreTheContracts_data();
    void exitCodesAreTheContracts();

private:
    /// The object that `wafer emulate PLAN --json ...` prints.
    QJsonObject emulated(const QString& plan, const QStringList& more = {}) const
    {
        const Ran ran = wafer(QStringList{"emulate", file(plan), "--json"} + more);
        return ran.code == 0 ? ran.object() : QJsonObject{};
    }
    QString file(const QString& name) const { return m_folder.filePath(name); }
    static void addPlans()
    {
        QTest::addColumn<QString>("plan");
        for (const char* plan : {"pipelined", "streaming", "infer"})
            QTest::addRow("%s", plan) << QString(plan);
    }

    QTemporaryDir m_folder;
};

/// The MNIST MLP in both modes, pipelined also for inference and with another batch.
void EmulateTest::initTestCase()
{
    const QStringList map{"map", "gallery:mnist-mlp", "--system", "cs1", "-o"};
    const auto make = [&](const QString& name, const QStringList& more) {
        QCOMPARE(wafer(map + QStringList{file(name)} + more).code, 0);
    };
    make("pipelined", {"--mode", "pipelined"});
    make("streaming", {"--mode", "streaming"});
    make("infer", {"--run", "infer"});
    make("other-batch", {"--batch", "255"});
}

void EmulateTest::jsonHasTheContractsKeys()
{
    QFETCH(const QString, plan);
    const QJsonObject object = emulated(plan, {"--steps", "3"});
    for (const char* key :
         {"steps", "cycles", "samples_per_second", "formula_samples_per_second", "fill_cycles", "drain_cycles",
          "steady_cycles", "stalls", "pe_states_per_second", "seconds", "digest", "step_samples_per_second", "kernels"})
        QVERIFY2(object.contains(key), key);
    QCOMPARE(object["steps"].toInteger(), 3);
    QVERIFY(object["pe_states_per_second"].toDouble() > 0.0);
    for (const char* cause : {"input", "output", "link", "worker", "weights", "update"})
        QVERIFY2(object["stalls"].toObject().contains(cause), cause);
}

static qint64 sumOf(const QJsonValue& causes)
{
    qint64 sum = 0;
    for (const QJsonValue cycles : causes.toObject())
        sum += cycles.toInteger();
    return sum;
}

void EmulateTest::everyCycleIsAccountedFor()
{
    QFETCH(const QString, plan);
    const QJsonObject object = emulated(plan);
    const QJsonArray kernels = object["kernels"].toArray();
    QCOMPARE(kernels.size(), 3);
    for (const QJsonValue kernel : kernels)
        QCOMPARE(kernel["busy"].toInteger() + kernel["idle"].toInteger() + sumOf(kernel["stalled"]),
                 object["cycles"].toInteger());
}

void EmulateTest::rateIsTheFormulasButForTheStalls()
{
    QFETCH(const QString, plan);
    const QJsonObject object = emulated(plan);
    const double lost = static_cast<double>(sumOf(object["stalls"])) / object["steady_cycles"].toDouble();
    const double predicted = object["formula_samples_per_second"].toDouble() * (1.0 - lost);
    QVERIFY(std::abs(predicted / object["samples_per_second"].toDouble() - 1.0) < 0.01);
}

void EmulateTest::digestIsOfTheRunNotOfTheThreads()
{
    std::set<QString> digests;
    for (const char* plan : {"pipelined", "streaming", "infer", "other-batch"}) {
        const QString one = emulated(plan, {"--threads", "1"})["digest"].toString();
        QCOMPARE(emulated(plan, {"--threads", "2"})["digest"].toString(), one);
        QCOMPARE(one.size(), 16);
        digests.insert(one);
    }
    QCOMPARE(digests.size(), std::size_t{4});
}

void EmulateTest::fewerWorkersStarveTheWafer()
{
    const QJsonObject object = emulated("pipelined", {"--assume", "worker_samples_per_second=100000"});
    QVERIFY(object["formula_samples_per_second"].toDouble() < 1.01e5);
    for (const QJsonValue kernel : object["kernels"].toArray())
        QVERIFY(sumOf(kernel["stalled"]) > kernel["busy"].toInteger());
    const QJsonObject first = object["kernels"].toArray()[0].toObject();
    QVERIFY(first["stalled"].toObject()["worker"].toInteger() > 0);
}

void EmulateTest::traceHoldsEveryInterval()
{
    QFETCH(const QString, plan);
    const QJsonObject object = emulated(plan, {"--trace", file("trace.json")});
    QFile written(file("trace.json"));
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QJsonObject trace = QJsonDocument::fromJson(written.readAll()).object();
    std::map<QString, std::set<qint64>> startsOf; // by track
    std::map<std::pair<int, qint64>, QString> names;
    const QJsonArray events = trace["traceEvents"].toArray();
    for (const QJsonValue event : events)
        if (event["ph"] == QStringLiteral("M") && event["name"] == QStringLiteral("thread_name"))
            names[{event["pid"].toInt(), event["tid"].toInteger()}] = event["args"]["name"].toString();
    for (const QJsonValue event : events) {
        if (event["ph"] != QStringLiteral("X"))
            continue;
        const auto name = names.find({event["pid"].toInt(), event["tid"].toInteger()});
        QVERIFY(name != names.end());
        const qint64 cycle = event["args"]["cycle"].toInteger();
        const qint64 end = cycle + event["args"]["cycles"].toInteger();
        QVERIFY(cycle >= 0 && end <= object["cycles"].toInteger());
        QVERIFY(std::abs(event["ts"].toDouble() * 850.0 - static_cast<double>(cycle)) < 0.01); // at 0.85 GHz
        startsOf[name->second].insert(cycle);
    }
    const qsizetype intervals = plan == QStringLiteral("streaming") ? 2 : 2 * 256;
    bool found = false;
    for (const auto& [name, starts] : startsOf)
        if (name.endsWith(QStringLiteral(" forward"))) {
            QCOMPARE(static_cast<qsizetype>(starts.size()), intervals);
            found = true;
        }
    QVERIFY(found);
}

/// A row for each of 240 parts; shares are shares, and something is computed and held at some time.
void EmulateTest::seriesHaveARowForEachPart()
{
    QFETCH(const QString, plan);
    const QJsonObject object = emulated(plan, {"--series", file("series.csv")});
    QFile written(file("series.csv"));
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(written.readAll()).trimmed().split('\n');
    QCOMPARE(lines.size(), 241);
    const QString streams =
        plan == "streaming" ? "weight_streams_gigabytes_per_second" : "fabric_streams_terabytes_per_second";
    QCOMPARE(lines[0], "cycle,seconds,core_use_percent," + streams + ",memory_use_percent");
    double use = 0.0;
    double memory = 0.0;
    for (int part = 0; part < 240; ++part) {
        const QStringList cells = lines[part + 1].split(',');
        QCOMPARE(cells.size(), 5);
        QCOMPARE(cells[0].toLongLong(), object["cycles"].toInteger() * part / 240);
        use = std::max(use, cells[2].toDouble());
        memory = std::max(memory, cells[4].toDouble());
    }
    QVERIFY(use > 1.0 && use <= 100.0);
    QVERIFY(memory > 0.0 && memory <= 100.0);
}

void EmulateTest::pictureShowsTheWafer()
{
    for (const char* field :
         {"busy", "sram-used", "sram-traffic", "link-demand", "link-utilization", "stall", "role"}) {
        const Ran ran =
            wafer({"emulate", file("pipelined"), "--picture", file("field.png"), "--field", field, "--at", "20000"});
        QCOMPARE(ran.code, 0);
        const QImage image(file("field.png"));
        QVERIFY(image.width() >= 1400 && image.height() >= 900);
        std::set<QRgb> colours;
        for (int y = 0; y < image.height(); y += 7)
            for (int x = 0; x < image.width(); x += 7)
                colours.insert(image.pixel(x, y));
        QVERIFY2(colours.size() > 3, field);
    }
}

void EmulateTest::textNamesTheRates()
{
    const Ran ran = wafer({"emulate", file("pipelined")});
    QCOMPARE(ran.code, 0);
    for (const char* word : {"Samples/s", "formula", "Fill", "Steady", "Drain", "linear1"})
        QVERIFY2(ran.out.contains(word), word);
    QVERIFY(!ran.out.contains('\x1b'));
}

void EmulateTest::familiesOfAnySizeOpenAgain_data()
{
    QTest::addColumn<QStringList>("sizes");
    QTest::newRow("bert") << QStringList{"layers=1", "hidden=64", "heads=2", "vocab=100", "sequence=48", "masked=3"};
    QTest::newRow("gpt") << QStringList{"layers=1", "hidden=64", "heads=2", "vocab=100", "sequence=48"};
    QTest::newRow("llama") << QStringList{"layers=1", "hidden=64", "heads=2", "kv_heads=1", "ff=96", "sequence=48"};
    QTest::newRow("lstm") << QStringList{"hidden=32", "inputs=8", "sequence=5"};
    QTest::newRow("mlp") << QStringList{"sizes=20-30-4"};
    QTest::newRow("resnet") << QStringList{"stages=1-1", "width=8", "size=32", "classes=5"};
    QTest::newRow("t5") << QStringList{"layers=1", "hidden=64", "heads=2", "sequence=48"};
    QTest::newRow("unet") << QStringList{"size=32", "encoder=4-8", "decoder=4"};
}

/// A plan holds what its network was made of, also a size that follows from another: gpt's positions from its sequence.
void EmulateTest::familiesOfAnySizeOpenAgain()
{
    QFETCH(const QStringList, sizes);
    const QString plan = file("family");
    QStringList map{"map", QString("family:") + QTest::currentDataTag(), "--system", "cs2", "--mode", "streaming", "-o",
                    plan};
    for (const QString& size : sizes)
        map << "--dim" << size;
    const Ran mapped = wafer(map);
    QVERIFY2(mapped.code == 0, mapped.err.constData());
    const Ran ran = wafer({"emulate", plan});
    QVERIFY2(ran.code == 0, ran.err.constData());
}

void EmulateTest::otherShapesAreMappedAsMapDoes()
{
    QCOMPARE(emulated("pipelined", {"--run", "infer"})["digest"], emulated("infer")["digest"]);
    QVERIFY(emulated("streaming", {"--sparsity", "0.5"})["digest"] != emulated("streaming")["digest"]);
    QVERIFY(emulated("pipelined", {"--precision", "fp32"})["digest"] != emulated("pipelined")["digest"]);
}

void EmulateTest::ratesAreOfAllSystems_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("pipelined") << "pipelined";
    QTest::newRow("streaming") << "streaming";
}

/// Two systems with half of the batch each: twice the rate of one with half of it, in the report as in the run.
void EmulateTest::ratesAreOfAllSystems()
{
    QFETCH(const QString, mode);
    const auto rates = [&](const QString& systems, const QString& batch) {
        const Ran map = wafer({"map", "gallery:mnist-mlp", "--installation", "cs2-cluster", "--systems", systems,
                               "--batch", batch, "--mode", mode, "--workers", "8", "-o", file("systems"), "--json"});
        const double mapped = map.object()["report"].toObject()["samples_per_second"].toDouble();
        return std::pair{mapped, emulated("systems")["samples_per_second"].toDouble()};
    };
    const auto [mappedOne, emulatedOne] = rates("1", "256");
    const auto [mappedTwo, emulatedTwo] = rates("2", "512");
    QVERIFY(mappedOne > 0.0);
    QVERIFY(std::abs(mappedTwo / mappedOne - 2.0) < 0.02);
    QVERIFY(std::abs(emulatedTwo / emulatedOne - 2.0) < 0.02);
}

void EmulateTest::aSingleSampleHasARate()
{
    QCOMPARE(wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--batch", "1", "-o", file("single")}).code, 0);
    const QJsonObject run = emulated("single");
    QVERIFY(run["samples_per_second"].toDouble() > 0.0);
    QCOMPARE(run["samples_per_second"], run["step_samples_per_second"]);
}

void EmulateTest::exitCodesAreTheContracts_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("word");
    QTest::newRow("no plan") << QStringList{"emulate"} << 2 << "PLAN";
    QTest::newRow("absent plan") << QStringList{"emulate", "nowhere.waferplan"} << 3 << "nowhere.waferplan";
    QTest::newRow("no steps") << QStringList{"emulate", "PLAN", "--steps", "0"} << 2 << "steps";
    QTest::newRow("unknown field") << QStringList{"emulate", "PLAN", "--field", "heat"} << 2 << "sram-used";
    QTest::newRow("late picture") << QStringList{"emulate", "PLAN", "--picture", "x.png", "--at", "999999999999"} << 2
                                  << "--at";
    QTest::newRow("bad assumption") << QStringList{"emulate", "PLAN", "--assume", "host_seconds"} << 2 << "KEY=VALUE";
    QTest::newRow("unknown assumption") << QStringList{"emulate", "PLAN", "--assume", "host_second=1"} << 2
                                        << "host_seconds";
    QTest::newRow("too many systems") << QStringList{"emulate", "PLAN", "--systems", "99"} << 2 << "systems";
    QTest::newRow("unwritable series") << QStringList{"emulate", "PLAN", "--series", "/nowhere/series.csv"} << 3
                                       << "/nowhere/series.csv";
    QTest::newRow("unwritable trace") << QStringList{"emulate", "PLAN", "--trace", "/nowhere/trace.json"} << 3
                                      << "/nowhere/trace.json";
    QTest::newRow("unknown layout") << QStringList{"emulate", "PLAN", "--layout", "x"} << 2 << "layout";
}

void EmulateTest::exitCodesAreTheContracts()
{
    QFETCH(QStringList, arguments);
    QFETCH(const int, code);
    QFETCH(const QString, word);
    arguments.replaceInStrings("PLAN", file("pipelined"));
    const Ran ran = wafer(arguments);
    QCOMPARE(ran.code, code);
    QVERIFY2(QString::fromUtf8(ran.err).contains(word), ran.err.constData());
    QCOMPARE(std::count(ran.err.begin(), ran.err.end(), '\n'), 1);
    QVERIFY(ran.out.isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::EmulateTest)
#include "emulate_test.moc"
