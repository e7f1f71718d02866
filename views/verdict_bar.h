#pragma once

#include "views/verdict.h"

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

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void showWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// Both return the first free pixel to the right of what they painted.
    [[nodiscard]] int paintNumber(QPainter& painter, const VerdictNumber& number, int left) const;
    [[nodiscard]] int paintNumbers(QPainter& painter) const;
    void paintSentence(QPainter& painter, int left) const;
    void placeButton();

    std::optional<Verdict> m_verdict;
    QPushButton* m_show;
};

} // namespace waferscope
