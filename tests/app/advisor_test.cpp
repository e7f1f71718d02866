#include "tests/test_class.h"
#include "window_fixture.h"

#include "model/evaluate.h"
#include "tests/tick_watch.h"
#include "views/base/number_text.h"
#include "views/panels/verdict_bar.h"

#include <QApplication>
#include <QPushButton>

#include <algorithm>

namespace waferscope {

/// Of TickWatch: longer than the advisor waits after an edit before it searches.
constexpr int kRested = 120;

/// The verdict line's second half: a change that helps, and the button that makes it.
class AdvisorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void applyGivesWhatItPromises();
    void anEditTakesAdviceBack();
    void theSearchDoesNotHoldUpTheWindow();
    void otherModesKeepNamesApart();

private:
    static bool waitForAdvice(WindowFixture& fixture)
    {
        return QTest::qWaitFor([&] { return fixture.window.advisor().advice() != nullptr; }, 60000);
    }
    static void click(QWidget& widget) { QTest::mouseClick(&widget, Qt::LeftButton, {}, widget.rect().center()); }
};

/// With the mouse: press Apply, see the promised number, undo it with one key.
void AdvisorTest::applyGivesWhatItPromises()
{
    WindowFixture fixture;
    Document& document = fixture.window.document();
    auto* verdict = fixture.child<VerdictBar>("verdictBar");
    auto* apply = fixture.child<QPushButton>("verdict.apply");
    QVERIFY(apply && !apply->isVisible());
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    QVERIFY(waitForAdvice(fixture));
    QVERIFY(apply->isVisible());
    QVERIFY(!verdict->advice().isEmpty());
    QVERIFY(verdict->accessibleName().contains(verdict->advice()));
    fixture.picture(QStringLiteral("advice"));

    const Evaluation promised = *fixture.window.advisor().advice()->changed.evaluation;
    const QString action = sentenceText(fixture.window.advisor().advice()->action);
    const auto before = document.layout();
    const SamplesPerSecond samplesBefore = document.evaluation()->numbers.samples;
    QVERIFY(apply->toolTip().contains(rateText(promised.stepSamples)));
    click(*apply);
    QCOMPARE(document.undoStack().count(), 1);
    QCOMPARE(document.undoStack().undoText(), action);
    QVERIFY(document.evaluation()->numbers.samples == promised.numbers.samples);
    QVERIFY(document.evaluation()->stepSamples == promised.stepSamples);
    QVERIFY(evaluate(*document.layout(), *document.project()->assumptions).stepSamples == promised.stepSamples);
    QCOMPARE(verdict->verdict()->numbers[0].value, numberText(promised.numbers.samples.count()));
    QVERIFY(!apply->isVisible()); // what comes next is not known yet

    QTest::keyClick(&fixture.window, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(document.layout() == before);
    QVERIFY(document.evaluation()->numbers.samples == samplesBefore);
    QVERIFY(waitForAdvice(fixture)); // and it is found again
    QCOMPARE(sentenceText(fixture.window.advisor().advice()->action), action);
}

void AdvisorTest::anEditTakesAdviceBack()
{
    WindowFixture fixture;
    Document& document = fixture.window.document();
    auto* apply = fixture.child<QPushButton>("verdict.apply");
    QVERIFY(fixture.open(QStringLiteral("gallery:mnist-mlp")));
    QVERIFY(waitForAdvice(fixture));
    const PeRect rect = document.layout()->mapping()[KernelId{0}].rectangle;
    document.previewMove(KernelId{0}, {rect.origin.x + 1, rect.origin.y});
    QVERIFY(!fixture.window.advisor().advice() && !apply->isVisible());
    QVERIFY(waitForTicks(kRested));
    QVERIFY(!fixture.window.advisor().isSearching()); // not while a hand holds the kernel
    document.endPreview();
    QVERIFY(fixture.window.advisor().isSearching());
    document.close();
    QVERIFY(!fixture.window.advisor().isSearching());
    QVERIFY(waitForTicks(kRested));
    QVERIFY(!fixture.window.advisor().advice() && !apply->isVisible());
}

void AdvisorTest::theSearchDoesNotHoldUpTheWindow()
{
    WindowFixture fixture;
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    QVERIFY(fixture.waitForRun());
    Document& document = fixture.window.document();
    const TickWatch watch;
    int inTheMiddle = 0;
    for (int i = 0; i < 6; ++i) {
        document.moveKernel(KernelId{0}, {i, i});
        QVERIFY(waitForTicks(kRested));
        inTheMiddle += fixture.window.advisor().isSearching() ? 1 : 0; // the loop came round while it did
    }
    qInfo("%d edits in the middle of a search, at most %.0f ms computed between two ticks", inTheMiddle,
          watch.longest());
    QVERIFY(inTheMiddle > 0);
    QVERIFY2(watch.longest() < TickWatch::kHeldUp, qPrintable(QString::number(watch.longest())));
}

/// From streaming to pipelined there would be two layouts of one name.
void AdvisorTest::otherModesKeepNamesApart()
{
    WindowFixture fixture;
    Document& document = fixture.window.document();
    QVERIFY(fixture.open(QStringLiteral("gallery:resnet50")));
    QTest::keyClick(&fixture.window, Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(document.layout()->mode(), Mode::WeightStreaming);
    QVERIFY(waitForAdvice(fixture));
    QCOMPARE(fixture.window.advisor().advice()->action, Sentence("Run pipelined"));
    click(*fixture.child<QPushButton>("verdict.apply"));
    QCOMPARE(document.undoStack().count(), 1);
    QCOMPARE(document.layout()->mode(), Mode::Pipelined);
    QCOMPARE(document.layout()->name(), std::string("pipelined 2"));
    QTest::keyClick(&fixture.window, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(document.layout()->mode(), Mode::WeightStreaming);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::AdvisorTest)
#include "advisor_test.moc"
