#include "app/jobs/opener.h"

#include "formats/machines/machines.h"
#include "model/evaluate.h"
#include "tests/test_class.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <filesystem>
#include <fstream>

namespace waferscope {

/// Opening and mapping as jobs of the window.
class OpenerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBestSoFarIsHeardOf();
    void theBestOfAStoppedOpeningIsKept();
    void theBestOfAStoppedRemappingIsOneEdit();
    void anOfferIsGivenUp();
    void anEditEndsAnOffer();
    void nothingFoundIsNothingOffered();
    void aFileWhoseNameIsNoUtf8Opens();
};

namespace {

struct OpenerFixture {
    LayoutEvaluator evaluator;
    Document document{[this](const std::shared_ptr<const Layout>& layout,
                             const std::shared_ptr<const Assumptions>& assumptions,
                             LayoutState state) { return evaluator.evaluationOf(layout, assumptions, state); }};
    Opener opener{document, evaluator};
    QSignalSpy offered{&opener, &Opener::offered};
    QSignalSpy offerEnded{&opener, &Opener::offerEnded};
    QSignalSpy kept{&opener, &Opener::kept};
    QSignalSpy failed{&opener, &Opener::failed};

    OpenerFixture() { opener.setDefaults(readInstallation("cs1").value(), {}); }

    /// Waits for the first layout of the running job and stops it.
    bool stopOnceFound()
    {
        QSignalSpy improved{&opener, &Opener::improved};
        if (!QTest::qWaitFor([&] { return !improved.isEmpty(); }, 60000) || !opener.isBusy())
            return false;
        opener.stop();
        return !opener.isBusy();
    }

    /// ResNet-50 mapped to the end for a CS-1.
    bool openWhole()
    {
        opener.open(QStringLiteral("gallery:resnet50"));
        return QTest::qWaitFor([this] { return !opener.isBusy(); }, 120000) && !document.isEmpty();
    }
};

} // namespace

/// On the window's thread, legal, with the figures that evaluating it anew gives, and before the job has ended.
void OpenerTest::theBestSoFarIsHeardOf()
{
    LayoutEvaluator evaluator;
    Document document([&evaluator](const std::shared_ptr<const Layout>& layout,
                                   const std::shared_ptr<const Assumptions>& assumptions,
                                   LayoutState state) { return evaluator.evaluationOf(layout, assumptions, state); });
    Opener opener(document, evaluator);
    opener.setDefaults(readInstallation("cs1").value(), {});
    std::vector<MappedLayout> heard;
    connect(&opener, &Opener::improved, &document, [&](const MappedLayout& best) {
        QCOMPARE(QThread::currentThread(), document.thread());
        QVERIFY(opener.isBusy());
        heard.push_back(best);
    });
    const QSignalSpy failed(&opener, &Opener::failed);
    opener.open(QStringLiteral("gallery:resnet50"));
    QTRY_VERIFY_WITH_TIMEOUT(!opener.isBusy(), 120000);
    QVERIFY(failed.isEmpty() && !document.isEmpty());
    QVERIFY(!heard.empty());
    for (const MappedLayout& best : heard) {
        QVERIFY(best.evaluation->legal());
        const Evaluation again = evaluate(*best.layout, *document.project()->assumptions);
        QVERIFY(again.legal());
        QCOMPARE(again.numbers.samples.count(), best.evaluation->numbers.samples.count());
    }
}

void OpenerTest::theBestOfAStoppedOpeningIsKept()
{
    OpenerFixture fixture;
    fixture.opener.open(QStringLiteral("gallery:resnet50"));
    QVERIFY(fixture.stopOnceFound());
    QCOMPARE(fixture.offered.count(), 1);
    QVERIFY(fixture.opener.isOffering() && fixture.document.isEmpty());
    const auto best = fixture.offered.front().front().value<MappedLayout>();
    fixture.opener.keepBest();
    QVERIFY(!fixture.opener.isOffering() && !fixture.document.isEmpty());
    QCOMPARE(fixture.document.project()->layouts.size(), std::size_t{1});
    QVERIFY(fixture.document.layout()->arrangement() == best.layout->arrangement());
    QVERIFY(fixture.document.evaluation()->legal());
    QCOMPARE(fixture.document.project()->reference.model, std::string{"gallery:resnet50"}); // it can be saved
    QCOMPARE(fixture.kept.count(), 1);
    QVERIFY(fixture.failed.isEmpty());
}

/// Where a layout is replaced, the others stay, and one step takes it back.
void OpenerTest::theBestOfAStoppedRemappingIsOneEdit()
{
    OpenerFixture fixture;
    QVERIFY(fixture.openWhole());
    const std::shared_ptr<const Project> before = fixture.document.project();
    fixture.opener.changeMachine(QStringLiteral("cs2"));
    QVERIFY(fixture.stopOnceFound());
    QCOMPARE(fixture.document.project(), before);
    fixture.opener.keepBest();
    const std::shared_ptr<const Project> after = fixture.document.project();
    QCOMPARE(after->layouts.size(), before->layouts.size());
    QCOMPARE(after->layouts[0]->installation()->name, std::string{"cs2"});
    QCOMPARE(after->layouts[0]->name(), before->layouts[0]->name());
    QCOMPARE(after->layouts[1], before->layouts[1]);
    QCOMPARE(fixture.document.undoStack().count(), 1);
    fixture.document.undoStack().undo();
    QCOMPARE(fixture.document.project(), before);
}

void OpenerTest::anOfferIsGivenUp()
{
    OpenerFixture fixture;
    fixture.opener.open(QStringLiteral("gallery:resnet50"));
    QVERIFY(fixture.stopOnceFound());
    fixture.opener.dropBest();
    QCOMPARE(fixture.offerEnded.count(), 1);
    fixture.opener.keepBest(); // there is none any more
    QVERIFY(fixture.document.isEmpty() && fixture.kept.isEmpty());
}

/// It was for the project as it was.
void OpenerTest::anEditEndsAnOffer()
{
    OpenerFixture fixture;
    QVERIFY(fixture.openWhole());
    fixture.opener.changeMachine(QStringLiteral("cs2"));
    QVERIFY(fixture.stopOnceFound());
    Project edited = *fixture.document.project();
    edited.notes = "a word";
    fixture.document.replaceProject(std::move(edited), QStringLiteral("Notes"));
    QVERIFY(!fixture.opener.isOffering());
    QCOMPARE(fixture.offerEnded.count(), 1);
    fixture.opener.keepBest();
    QCOMPARE(fixture.document.project()->notes, std::string{"a word"});
}

void OpenerTest::nothingFoundIsNothingOffered()
{
    OpenerFixture fixture;
    fixture.opener.open(QStringLiteral("gallery:resnet50"));
    fixture.opener.stop();
    QVERIFY(!fixture.opener.isOffering() && fixture.offered.isEmpty());
}

/// The window's texts are Unicode, so that it has the name with U+FFFD in it.
void OpenerTest::aFileWhoseNameIsNoUtf8Opens()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString() + "/caf\xE9.yaml";
    std::ofstream{path} << "title: t\ndescription: d\ncitation: c\nsizes: {batch: 1}\n"
                           "inputs: [{name: x, type: float32, shape: [batch, 64]}]\n"
                           "blocks:\n  - {block: mlp, sizes: 64-32, activation: relu}\n";
    LayoutEvaluator evaluator;
    Document document([&evaluator](const std::shared_ptr<const Layout>& layout,
                                   const std::shared_ptr<const Assumptions>& assumptions,
                                   LayoutState state) { return evaluator.evaluationOf(layout, assumptions, state); });
    Opener opener(document, evaluator);
    opener.setDefaults(readInstallation("cs1").value(), {});
    const QSignalSpy failed(&opener, &Opener::failed);
    opener.open(QString::fromStdString(path));
    QTRY_VERIFY_WITH_TIMEOUT(!opener.isBusy(), 120000);
    std::filesystem::remove(path); // Qt, which clears the folder away, could not name it
    QVERIFY2(failed.isEmpty() && !document.isEmpty(), failed.isEmpty() ? "" : qPrintable(failed[0][0].toString()));
    QCOMPARE(document.project()->network->name(), std::string("caf\xEF\xBF\xBD"));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QCoreApplication, waferscope::OpenerTest)
#include "opener_test.moc"
