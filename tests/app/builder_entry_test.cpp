#include "tests/test_class.h"
#include "window_fixture.h"

#include "app/builder/builder_window.h"
#include "formats/networks/gallery.h"

#include <QAction>
#include <QApplication>
#include <QFile>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>

namespace waferscope {

/// The ways from the main window to the builder and back.
class BuilderEntryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startPageKeysAndMenuOpenIt();
    void theOpenNetworkIsEditedAndMapped();
    void fileWithoutBlocksIsNotOffered();
    void closingAsksForBoth();
};

void BuilderEntryTest::startPageKeysAndMenuOpenIt()
{
    WindowFixture fixture(ThemeChoice::Light, QSize(1024, 700));
    const auto* button = fixture.child<QPushButton>("start.build");
    QVERIFY(button->mapTo(&fixture.window, button->rect().topRight()).x() < fixture.window.width());
    fixture.picture(QStringLiteral("small_start"));
    QTest::mouseClick(fixture.child<QPushButton>("start.build"), Qt::LeftButton);
    BuilderWindow& builder = fixture.window.builder();
    QVERIFY(builder.isVisible());
    QVERIFY(!builder.actions().newFromProject->isEnabled());
    builder.close();
    QVERIFY(!builder.isVisible());
    QTest::keyClick(&fixture.window, Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(builder.isVisible());
}

/// Edit network, change a size, Map it: the main window shows the changed network.
void BuilderEntryTest::theOpenNetworkIsEditedAndMapped()
{
    WindowFixture fixture;
    QVERIFY(!fixture.window.actions().editNetwork->isEnabled());
    QVERIFY(fixture.open(QStringLiteral("gallery:mnist-mlp")));
    fixture.trigger(fixture.window.actions().editNetwork);
    BuilderWindow& builder = fixture.window.builder();
    NetworkDraft& draft = builder.draft();
    QVERIFY(builder.isVisible());
    QVERIFY(*draft.spec() == gallerySpec("mnist-mlp").value());
    QVERIFY(builder.actions().newFromProject->isEnabled());
    draft.edit({withSetting(*draft.spec(), 0, "sizes", "784-500-300-20"), QStringLiteral("Change sizes"), {}});
    QVERIFY(QTest::qWaitFor([&draft] { return draft.counts() != nullptr; }, 5000));
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("wider.yaml"));
    QVERIFY(builder.saveTo(file));
    const auto before = fixture.window.document().project();
    builder.actions().mapIt->trigger();
    QVERIFY(QTest::qWaitFor([&] { return fixture.window.document().project() != before; }, 60000));
    const Network& mapped = *fixture.window.document().project()->network;
    QCOMPARE(mapped.parameters(), std::int64_t{785 * 500 + 501 * 300 + 301 * 20});
    QCOMPARE(mapped.parameters(), draft.counts()->total->parameters);
}

void BuilderEntryTest::fileWithoutBlocksIsNotOffered()
{
    WindowFixture fixture;
    QVERIFY(fixture.open(QStringLiteral("gallery:mnist-mlp")));
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("operators.onnx"));
    BuilderWindow& builder = fixture.window.builder();
    fixture.trigger(fixture.window.actions().editNetwork);
    QVERIFY(QTest::qWaitFor([&builder] { return builder.draft().counts() != nullptr; }, 5000));
    builder.exportOnnxTo(file);
    QVERIFY(QTest::qWaitFor([&] { return QFile::exists(file) && builder.actions().exportOnnx->isEnabled(); }, 20000));
    QVERIFY(fixture.open(file));
    QVERIFY(!fixture.window.actions().editNetwork->isEnabled());
    QVERIFY(!builder.actions().newFromProject->isEnabled());
}

void BuilderEntryTest::closingAsksForBoth()
{
    WindowFixture fixture;
    BuilderWindow& builder = fixture.window.builder();
    builder.show();
    NetworkDraft& draft = builder.draft();
    draft.edit({withInserted(*draft.spec(), 0, newBlock(*draft.spec(), *findBlockType("conv"), {})),
                QStringLiteral("Add conv"),
                {}});
    const auto answer = [](QMessageBox::StandardButton button) {
        QTimer::singleShot(100, qApp, [button] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            QVERIFY(box);
            box->button(button)->click();
        });
    };
    answer(QMessageBox::Cancel);
    QVERIFY(!fixture.window.close());
    QVERIFY(fixture.window.isVisible());
    answer(QMessageBox::Discard);
    QVERIFY(fixture.window.close());
    QVERIFY(!builder.isVisible());
    QVERIFY(fixture.window.close()); // once asked is enough
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::BuilderEntryTest)
#include "builder_entry_test.moc"
