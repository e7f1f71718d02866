#pragma once

#include "views/panels/verdict.h"

#include <QWidget>

#include <optional>

class QPushButton;

namespace waferscope {

/// The line that is always there: five numbers and one sentence. Empty until a layout is open.
class VerdictBar : public QWidget {
    Q_OBJECT
public:
    explicit VerdictBar(QWidget* parent = nullptr);

    void setVerdict(const std::optional<Verdict>& verdict);
    [[nodiscard]] const std::optional<Verdict>& verdict() const { return m_verdict; }

    /// A change that helps, in a sentence; empty while none is known. `promise` says what results.
    void setAdvice(const QString& sentence, const QString& promise);
    [[nodiscard]] const QString& advice() const { return m_advice; }

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void showWanted();
    void applyWanted(); ///< the advice

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// Both return the first free pixel to the right of what they painted.
    [[nodiscard]] int paintNumber(QPainter& painter, const VerdictNumber& number, int left) const;
    [[nodiscard]] int paintNumbers(QPainter& painter) const;
    void paintSentence(QPainter& painter, int left) const;
    [[nodiscard]] QString sentences() const;
    void speak();
    void placeButtons();

    std::optional<Verdict> m_verdict;
    QString m_advice;
    QPushButton* m_show;
    QPushButton* m_apply;
};

} // namespace waferscope
