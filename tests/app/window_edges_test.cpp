#include "tests/test_class.h"
#include "window_fixture.h"

#include "views/panels/inspector.h"
#include "views/panels/message_bar.h"
#include "views/panels/verdict_bar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QSet>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTreeView>

namespace waferscope {

/// What people do beside the straight way.
class WindowEdgesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void troubleLosesNothing();
    void machineAndBatchAreUndoable();
    void replicasAreAskedInTheToolbarAndUndoable();
    void openSizesAreAskedInABarAndUndoable();
    void aLargeNetworkStreamsAndSaysWhy();
    void selectionIsLinked();
    void lockedKernelsStay();
    void illegalLayoutsDoNotPlay();
    void everythingHasAName();
    void closingInTheMiddleOfAJob();
    void searchFindsLayers();
};

void WindowEdgesTest::troubleLosesNothing()
{
    WindowFixture fixture;
    auto* message = fixture.child<MessageBar>("messageBar");
    QVERIFY(fixture.open(QStringLiteral("gallery:mnist-mlp")));
    const auto project = fixture.window.document().project();
    QTemporaryDir folder;
    const QString empty = folder.filePath(QStringLiteral("empty.onnx"));
    QVERIFY(QFile(empty).open(QIODevice::WriteOnly));
    for (const QString& model : {QStringLiteral("/no/such/file.onnx"), QStringLiteral("gallery:resnet51"), empty}) {
        fixture.window.openModel(model);
        QTRY_VERIFY(!message->message().isEmpty());
        QVERIFY(message->isVisible());
        QVERIFY2(message->message().endsWith(u'.') || message->message().endsWith(u'?'),
                 qPrintable(message->message()));
        QCOMPARE(fixture.window.document().project(), project);
    }
    fixture.picture(QStringLiteral("message"));
    message->closeMessage();
    QVERIFY(!message->isVisible());
}

void WindowEdgesTest::machineAndBatchAreUndoable()
{
    WindowFixture fixture;
    Document& document = fixture.window.document();
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    const auto placement = document.layout()->mapping();
    auto* batch = fixture.child<QComboBox>("toolbar.batch");
    batch->lineEdit()->setFocus();
    batch->lineEdit()->selectAll();
    QTest::keyClicks(batch->lineEdit(), QStringLiteral("64"));
    QTest::keyClick(batch->lineEdit(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(document.layout()->execution().batch, 64, 60000);
    QCOMPARE(document.undoStack().undoText(), QStringLiteral("Batch 64"));
    QVERIFY(document.layout()->mapping() == placement);

    auto* cs2 = fixture.child<QAction>("machine.cs2");
    QVERIFY(cs2);
    cs2->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(document.layout()->system().name, std::string("cs2"), 60000);
    QVERIFY(document.evaluation()->legal());
    fixture.trigger(fixture.window.actions().undo);
    QCOMPARE(document.layout()->system().name, std::string("cs1"));
    fixture.trigger(fixture.window.actions().undo);
    QCOMPARE(document.layout()->execution().batch, 256);
    QCOMPARE(batch->currentText(), QStringLiteral("256"));
    document.undoStack().clear();
}

/// As many replicas as are typed, of which any can be chosen; a number that cannot be is refused and taken back.
void WindowEdgesTest::replicasAreAskedInTheToolbarAndUndoable()
{
    WindowFixture fixture;
    Document& document = fixture.window.document();
    QVERIFY(fixture.open(QStringLiteral("gallery:mnist-mlp")));
    auto* replicas = fixture.child<QComboBox>("toolbar.replicas");
    QVERIFY(replicas && replicas->isEnabled());
    QCOMPARE(replicas->currentText(), QStringLiteral("1"));
    const std::size_t kernels = document.layout()->graph()->size();
    const auto type = [&](const QString& number) {
        replicas->lineEdit()->setFocus();
        replicas->lineEdit()->selectAll();
        QTest::keyClicks(replicas->lineEdit(), number);
        QTest::keyClick(replicas->lineEdit(), Qt::Key_Return);
    };
    type(QStringLiteral("4"));
    QTRY_COMPARE_WITH_TIMEOUT(document.layout()->execution().replicas, 4, 60000);
    QCOMPARE(document.layout()->graph()->size(), 4 * kernels);
    QVERIFY(document.evaluation()->legal());
    QCOMPARE(document.undoStack().undoText(), QStringLiteral("Place 4 replicas"));
    document.select(KernelId{3 * kernels});
    fixture.picture(QStringLiteral("replicas"));

    auto* message = fixture.child<MessageBar>("messageBar");
    type(QStringLiteral("3")); // of a batch of 256
    QTRY_VERIFY(message->message().contains(QStringLiteral("256 samples a step cannot be shared evenly")));
    QCOMPARE(replicas->currentText(), QStringLiteral("4"));

    QTest::keyClick(&fixture.window, Qt::Key_2, Qt::ControlModifier); // weight streaming has none
    QVERIFY(!replicas->isEnabled());
    QVERIFY(!document.selection() || document.selection()->index() < kernels);
    QTest::keyClick(&fixture.window, Qt::Key_1, Qt::ControlModifier);
    QVERIFY(replicas->isEnabled());
    fixture.trigger(fixture.window.actions().undo);
    QCOMPARE(document.layout()->execution().replicas, 1);
    QCOMPARE(replicas->currentText(), QStringLiteral("1"));
    document.undoStack().clear();
}

void WindowEdgesTest::openSizesAreAskedInABarAndUndoable()
{
    WindowFixture fixture;
    const Document& document = fixture.window.document();
    const auto* bar = fixture.child<QWidget>("sizeBar");
    QVERIFY(fixture.open(QStringLiteral("gallery:mnist-mlp")));
    QVERIFY(!bar->isVisible()); // only the number of samples is open
    QVERIFY(fixture.open(QStringLiteral("family:gpt:layers=2;hidden=128;heads=4;vocab=1000")));
    QVERIFY(bar->isVisible());
    auto* sequence = fixture.child<QSpinBox>("size.sequence");
    QVERIFY(sequence);
    const std::int64_t macs = document.layout()->network()->macs();
    sequence->setFocus();
    sequence->selectAll();
    QTest::keyClicks(sequence, QStringLiteral("64"));
    QTest::keyClick(sequence, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(document.layout()->network()->dimensions().at("sequence") == 64, 60000);
    QVERIFY(document.layout()->network()->macs() < macs);
    QCOMPARE(document.layout()->execution().dimensions.at("sequence"), 64);
    fixture.picture(QStringLiteral("sizes"));
    fixture.trigger(fixture.window.actions().undo);
    QCOMPARE(document.layout()->network()->macs(), macs);
    QVERIFY(sequence->value() != 64);
    fixture.child<QAbstractButton>("sizes.close")->click();
    QVERIFY(!bar->isVisible());
    fixture.window.document().undoStack().clear();
}

void WindowEdgesTest::aLargeNetworkStreamsAndSaysWhy()
{
    WindowFixture fixture;
    QVERIFY(fixture.open(QStringLiteral("gallery:gpt2-xl")));
    QVERIFY(fixture.window.document().layout()->mode() == Mode::WeightStreaming);
    QVERIFY(!fixture.child<MessageBar>("messageBar")->message().isEmpty());
    QVERIFY(fixture.window.actions().modeAction(ViewMode::WeightStreaming)->isChecked());
    QVERIFY(fixture.waitForRun());
    fixture.picture(QStringLiteral("gpt2"));
}

void WindowEdgesTest::selectionIsLinked()
{
    WindowFixture fixture;
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    fixture.window.document().select(KernelId{7});
    const QString name = QString::fromStdString(fixture.window.document().layout()->graph()->kernels()[7].name);
    QCOMPARE(fixture.child<QLabel>("inspector.title")->text(), name);
    QCOMPARE(fixture.window.wafer(PaneSide::Left).picture().selection, std::vector{KernelId{7}});
    const auto* tree = fixture.child<QTreeView>("network.layers");
    QVERIFY(tree->currentIndex().isValid());
    QTest::keyClick(&fixture.window.wafer(PaneSide::Left), Qt::Key_Escape);
    QVERIFY(!fixture.window.document().selection());
    QVERIFY(fixture.window.wafer(PaneSide::Left).picture().selection.empty());
}

void WindowEdgesTest::lockedKernelsStay()
{
    WindowFixture fixture;
    Document& document = fixture.window.document();
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    document.select(KernelId{3});
    fixture.trigger(fixture.window.actions().lock);
    QVERIFY(document.layout()->mapping()[KernelId{3}].locked);
    const auto locked = document.layout();
    fixture.window.wafer(PaneSide::Left).setFocus();
    QTest::keyClick(&fixture.window.wafer(PaneSide::Left), Qt::Key_Right);
    QCOMPARE(document.layout(), locked);
    fixture.trigger(fixture.window.actions().undo);
    QVERIFY(!document.layout()->mapping()[KernelId{3}].locked);
}

void WindowEdgesTest::illegalLayoutsDoNotPlay()
{
    WindowFixture fixture;
    Document& document = fixture.window.document();
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    QVERIFY(fixture.waitForRun());
    document.moveKernel(KernelId{0}, {300, 300});
    QVERIFY(!document.evaluation()->legal());
    QVERIFY(!fixture.window.actions().play->isEnabled());
    QVERIFY(fixture.child<VerdictBar>("verdictBar")->verdict()->tone == VerdictTone::Bad);
    document.undoStack().undo();
    QVERIFY(fixture.waitForRun());
    QVERIFY(fixture.window.actions().play->isEnabled());
}

void WindowEdgesTest::everythingHasAName()
{
    WindowFixture fixture;
    QSet<QString> names;
    for (const QAction* action : fixture.window.actions().all()) {
        QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
        QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
        names.insert(action->objectName());
    }
    QVERIFY(names.size() > 50);
    const QList<QDockWidget*> docks = fixture.window.findChildren<QDockWidget*>();
    QVERIFY(!docks.isEmpty());
    for (const QDockWidget* dock : docks)
        QVERIFY(!dock->objectName().isEmpty() && !names.contains(dock->objectName()));
}

void WindowEdgesTest::closingInTheMiddleOfAJob()
{
    for (const int progress : {0, 1, 2}) {
        WindowFixture fixture;
        const auto* opener = fixture.window.findChild<Opener*>();
        QSignalSpy progressed(opener, &Opener::jobProgressed);
        fixture.window.openModel(QStringLiteral("gallery:bert-large"));
        QTRY_VERIFY_WITH_TIMEOUT(progressed.count() >= progress, 60000);
        QVERIFY(opener->isBusy());
    }
}

void WindowEdgesTest::searchFindsLayers()
{
    WindowFixture fixture;
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    const auto* tree = fixture.child<QTreeView>("network.layers");
    const int all = tree->model()->rowCount();
    QTest::keyClick(&fixture.window, Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(fixture.child<QLineEdit>("network.search"), QStringLiteral("shortcut"));
    QVERIFY(tree->model()->rowCount() < all);
    QVERIFY(tree->model()->rowCount() > 0);
    fixture.child<QLineEdit>("network.search")->clear();
    QCOMPARE(tree->model()->rowCount(), all);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::WindowEdgesTest)
#include "window_edges_test.moc"
