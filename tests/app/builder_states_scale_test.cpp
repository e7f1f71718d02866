#include "builder_fixture.h"
#include "tests/test_class.h"

#include "formats/networks/gallery.h"

#include <QApplication>

namespace waferscope {

/// Every state of the builder's window is drawn, at one and at two device pixels a pixel; the pictures are looked at.
class BuilderStatesScaleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void states_data();
    void states();
};

void BuilderStatesScaleTest::states_data()
{
    QTest::addColumn<QString>("network");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::newRow("empty") << QString() << false << QSize(1280, 820);
    QTest::newRow("empty_dark") << QString() << true << QSize(1280, 820);
    QTest::newRow("transformer") << "switch-c" << false << QSize(1280, 820);
    QTest::newRow("transformer_dark") << "switch-c" << true << QSize(1280, 820);
    QTest::newRow("small") << "resnet50" << false << QSize(1024, 700);
    QTest::newRow("least") << "resnet50" << true << QSize(1024, 640);
}

void BuilderStatesScaleTest::states()
{
    QFETCH(QString, network);
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    BuilderFixture fixture(dark ? ThemeChoice::Dark : ThemeChoice::Light, size);
    if (!network.isEmpty()) {
        fixture.window.begin(gallerySpec(network.toStdString()).value());
        QVERIFY(fixture.counted());
        fixture.click(1);
    }
    // Nothing is wider than the window, and the list has no need to be pushed sideways.
    QCOMPARE(fixture.window.size(), size);
    const int columns = fixture.list().header()->length();
    QVERIFY2(columns <= fixture.list().viewport()->width(), qPrintable(QString::number(columns)));
    const QString scale = fixture.window.devicePixelRatioF() > 1.0 ? QStringLiteral("_2x") : QString();
    fixture.picture(QStringLiteral("builder_%1%2").arg(QString::fromLatin1(QTest::currentDataTag()), scale));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::BuilderStatesScaleTest)
#include "builder_states_scale_test.moc"
