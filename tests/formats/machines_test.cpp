#include "core/formats/machines.h"

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
    void anUnknownNameNamesTheNearest();
    void assumptionsLieInTheirRange();
};

void MachinesTest::brochureFiguresFollowFromThePes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("pes");
    QTest::newRow("CS-1") << "cs1" << qint64{400689};
    QTest::newRow("CS-2") << "cs2" << qint64{745500};
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

QTEST_APPLESS_MAIN(waferscope::MachinesTest)
#include "machines_test.moc"
