#include "formats/machines/machines.h"
#include "tests/test_class.h"

#include "formats/base/resources.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace waferscope {

class MachinesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void brochureFiguresFollowFromThePes_data();
    void brochureFiguresFollowFromThePes();
    void everyInstallationReads();
    void neocortexIsAsDocumented();
    void aSystemsNameGivesAPlainHost();
    void aSystemsFileGivesAPlainHost();
    void deadPesAreRectanglesOnTheFabric_data();
    void deadPesAreRectanglesOnTheFabric();
    void anUnknownNameNamesTheNearest();
    void assumptionsLieInTheirRange();

private:
    /// The CS-1's file with one more key, on its second line.
    std::string withDeadPes(const QString& value)
    {
        QString text = QString::fromUtf8(resource("systems/cs1.json").value().data(),
                                         static_cast<qsizetype>(resource("systems/cs1.json").value().size()));
        text.replace(0, 1, "{\n\"dead_pes\": " + value + ",");
        QFile file(m_folder.filePath("mine.json"));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write(text.toUtf8());
        return file.fileName().toStdString();
    }

    QTemporaryDir m_folder;
};

void MachinesTest::brochureFiguresFollowFromThePes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("pes");
    QTest::newRow("CS-1") << "cs1" << qint64{400689};
    QTest::newRow("CS-2") << "cs2" << qint64{745500};
    QTest::newRow("CS-3") << "cs3" << qint64{883350};
}

/// At the brochure's clock, PEs x (SRAM; SRAM traffic; 8 links of 32 bits) come within 10 % of the advertised totals.
void MachinesTest::brochureFiguresFollowFromThePes()
{
    QFETCH(QString, name);
    QFETCH(qint64, pes);
    const System system = readSystem(name.toStdString()).value();
    QCOMPARE(qint64{system.peCount()}, pes);

    const auto near = [](double a, double b) { return std::abs(a / b - 1.0) <= 0.10; };
    const auto cores = static_cast<double>(system.peCount());
    const double clock = system.brochureClock.count();
    const auto bytes = static_cast<double>((system.readPerCycle + system.writePerCycle).count());
    QVERIFY(near(cores * static_cast<double>(system.sram.count()), system.brochureSram));
    QVERIFY(near(cores * bytes * clock, system.brochureMemoryBandwidth));
    QVERIFY(near(cores * 8 * 32 * clock, system.brochureFabricBandwidth));
}

void MachinesTest::everyInstallationReads()
{
    QVERIFY(installationNames().size() >= 4);
    for (const std::string& name : installationNames()) {
        const auto installation = readInstallation(name);
        QVERIFY2(installation.ok(), installation.ok() ? "" : installation.error().message.c_str());
        QCOMPARE(installation.value()->name, name);
    }
}

void MachinesTest::neocortexIsAsDocumented()
{
    const auto neocortex = readInstallation("neocortex-2021").value();
    QCOMPARE(neocortex->systems, 2);
    QCOMPARE(neocortex->system.name, std::string("cs1"));
    QCOMPARE(neocortex->hostMemorySize.count(), qint64{24} << 40);
    QCOMPARE(neocortex->workers, 6);
}

void MachinesTest::aSystemsNameGivesAPlainHost()
{
    const auto plain = readInstallation("cs2").value();
    QCOMPARE(plain->system.columns, 750);
    QCOMPARE(plain->system.rows, 994);
    QCOMPARE(plain->systems, 1);
}

/// With its dead PEs, which count once where rectangles overlap.
void MachinesTest::aSystemsFileGivesAPlainHost()
{
    const auto mine = readInstallation(withDeadPes("[[3, 4, 2, 1], [4, 4, 2, 2], [632, 632, 1, 1]]"));
    QVERIFY2(mine.ok(), mine.ok() ? "" : mine.error().message.c_str());
    QCOMPARE(mine.value()->system.name, std::string("cs1"));
    QCOMPARE(mine.value()->systems, 1);
    QCOMPARE(mine.value()->system.deadPes.size(), std::size_t{3});
    QVERIFY((mine.value()->system.deadPes[1] == PeRect{{4, 4}, 2, 2}));
    QCOMPARE(qint64{mine.value()->system.livePeCount()}, qint64{633 * 633 - 6});
    QVERIFY(readInstallation("cs1").value()->system.deadPes.empty());
}

void MachinesTest::deadPesAreRectanglesOnTheFabric_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("a number") << "7"
                              << "expected a list of lists of whole numbers";
    QTest::newRow("numbers") << "[1, 2, 3, 4]"
                             << "expected a list of lists of whole numbers";
    QTest::newRow("a half") << "[[1, 2, 1.5, 1]]"
                            << "expected a list of lists of whole numbers";
    QTest::newRow("three") << "[[1, 2, 3, 4], [1, 2, 3]]"
                           << "number 2 is no rectangle [x, y, width, height]";
    QTest::newRow("empty") << "[[1, 2, 0, 4]]"
                           << "number 1 is no rectangle";
    QTest::newRow("before") << "[[-1, 2, 3, 4]]"
                            << "number 1 is no rectangle";
    QTest::newRow("outside") << "[[1, 633, 1, 1]]"
                             << "on the fabric of 633 x 633 PEs";
    QTest::newRow("over the edge") << "[[630, 2, 4, 1]]"
                                   << "number 1 is no rectangle";
    QTest::newRow("huge") << "[[1, 1, 9223372036854775807, 9223372036854775807]]"
                          << "number 1 is no rectangle";
    QTest::newRow("many") << "[" + QStringList(10'001, "[0, 0, 1, 1]").join(", ") + "]"
                          << "at most 10000 rectangles";
}

void MachinesTest::deadPesAreRectanglesOnTheFabric()
{
    QFETCH(QString, value);
    QFETCH(QString, complaint);
    const auto mine = readInstallation(withDeadPes(value));
    QVERIFY(!mine.ok());
    QVERIFY(mine.error().code == ErrorCode::InvalidInput);
    const QString message = QString::fromStdString(mine.error().message);
    QVERIFY2(message.contains("mine.json:2:") && message.contains(": dead_pes: ") && message.contains(complaint),
             qPrintable(message));
}

void MachinesTest::anUnknownNameNamesTheNearest()
{
    const auto nothing = readInstallation("neocortex-2020");
    QVERIFY(!nothing.ok());
    QVERIFY(nothing.error().code == ErrorCode::Usage);
    QVERIFY(nothing.error().message.find("did you mean \"neocortex-202") != std::string::npos);
}

void MachinesTest::assumptionsLieInTheirRange()
{
    const Assumptions& shipped = shippedAssumptions();
    QVERIFY(!shipped.all().empty());
    for (const Assumption& assumption : shipped.all()) {
        QVERIFY(shipped.with(assumption.key, assumption.value).ok());
        QVERIFY(!shipped.with(assumption.key, assumption.most * 2 + 1).ok());
    }
    QCOMPARE(shipped["stream_lanes"], 18.0);
    QVERIFY(shipped.with("stream_lanes", 9).value().changes().size() == 1);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::MachinesTest)
#include "machines_test.moc"
